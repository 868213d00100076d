ASAMBLEA DE PUEBLOS DEL CERRO JAGUAR
Pronunciamiento de la XIV Asamblea Regional
A los pueblos originarios de México y del mundo:
A los medios de comunicación libres:
Hermanas y hermanos:
Nos reunimos los días 8, 9 y 10 de agosto en la comunidad de Ojo de Venado, municipio de Santa Rita Yucundavi, 312 delegadas y delegados de 27 comunidades, para pensar juntos y juntas el camino.
Venimos con nuestro maíz, con nuestra lengua y con nuestros muertos.
Venimos también con nuestra rabia.
Vemos que los malos gobiernos cambian de color, pero no de patrón.
Ayer nos ofrecían despensas; hoy nos ofrecen tarjetas; mañana nos ofrecerán otra cosa, y siempre a cambio de la tierra.
Vemos que llegan los de la mina, los del parque eólico y los del cártel.
Parecen distintos.
Son los mismos.
El pasado 3 de julio fue asesinado nuestro hermano Crescencio Nicolás Yescas, guardia comunal de Ojo de Venado, cuando regresaba de su milpa.
Tenía 34 años y cuatro hijos.
Hasta hoy no hay un solo detenido.
La carpeta de investigación no avanza porque quienes deben investigar comen en la misma mesa que los que dieron la orden.
Por todo lo anterior, esta Asamblea acuerda y exige:
1. Justicia para Crescencio Nicolás Yescas y castigo a los autores materiales e intelectuales de su asesinato.
2. La cancelación definitiva de las concesiones mineras "Luz del Sur" y "Luz del Sur II", otorgadas sin consulta sobre 6 mil 800 hectáreas de nuestro territorio.
No las reconocemos ni las vamos a reconocer.
3. El respeto a nuestra policía comunitaria, que no cobra sueldo y que en 9 años ha hecho más por la paz que todos los retenes.
4. El alto a la división que siembran los partidos políticos en las comunidades.
En nuestro territorio no se instalarán casillas.
Nos gobernamos por asamblea, como nos enseñaron los abuelos y las abuelas.
5. La libertad inmediata de los compañeros Fidencio Ayala y Toribio Mendoza Ruiz, presos desde hace 2 años por defender el manantial.
6. Convocamos a una caravana el 12 de octubre, que saldrá de Ojo de Venado a las 5 de la mañana, hora de Dios, y llegará a la capital del estado.
Sabemos que nos van a decir atrasados.
Nos dijeron así cuando no quisimos la carretera, nos dijeron así cuando no quisimos la mina, y aquí estamos.
La que ya no está es la mina.
Como dijo la abuela Agripina en la clausura: "El cerro no es de nosotros.
Nosotros somos del cerro.
El que vende a su madre, ¿después adónde vuelve?".
Reciban un abrazo del tamaño de nuestra montaña.
¡La tierra no se vende, se cuida!
¡Crescencio vive en la milpa que sembró!
¡Alto a la guerra contra los pueblos!
Ojo de Venado, Santa Rita Yucundavi, a 10 de agosto de 2014
Por la Asamblea de Pueblos del Cerro Jaguar:
Mayordoma Agripina Yescas
Comisariado de Bienes Comunales de Ojo de Venado
Consejo de Mujeres Ñuu Tachi

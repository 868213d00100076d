Entrevista
“Si nos apagan el transmisor, prendemos la campana”
Por Octavio Reséndiz Lara
Nicolasa Tehuintle, en la cabina de Radio Ayotlani.
La cabina de Radio Ayotlani mide tres metros por dos y huele a copal.
Desde aquí, todos los días a las 6:00 hrs., Nicolasa Tehuintle da los buenos días en náhuatl a 23 comunidades de la sierra.
Tiene 37 años, tres hijos y una voz que todos reconocen antes que su cara.
La emisora cumplió en mayo una década al aire, con 250 vatios y sin un solo peso oficial.
Hablamos con ella entre dos canciones.
—¿Cómo nació Radio Ayotlani?
—De un pleito.
El presidente municipal había comprado los altavoces del mercado para su propaganda, y una no podía ni vender sus quelites en paz.
Entonces dijimos: si él tiene bocina, nosotras vamos a tener radio.
Juntamos para el transmisor vendiendo tamales.
—¿Cuánto tardaron?
—Dos años y cuatro mil tamales.
—¿Y quién les enseñó?
—Nadie.
Bueno, un muchacho técnico que vino de la ciudad, Damián, nos dejó un manual en inglés.
Lo leímos con los dibujos.
La primera vez que salimos al aire, lo que se oyó fue un guajolote.
—¿De qué hablan en el programa de la mañana?
—De lo que pasa: que si va a helar, que si se perdió una vaca, que si ya llegó el doctor.
Leemos las cartas de los que están en el norte.
Hay señoras que no saben leer y nos traen la carta, y la leemos al aire si ellas quieren, y todo el pueblo llora con ellas.
—En 2011 les decomisaron el equipo.
—Llegaron 40 policías para una cabina donde no caben cuatro.
—La ley les exige una concesión.
¿Por qué no la pidieron antes?
—Sí la pedimos.
La pedimos en 2008, la pedimos en 2010 y la pedimos en 2013.
Nos contestaron una vez, para decirnos que faltaba una copia.
¿Usted cree que los dueños de las televisoras andan buscando copias?
—¿Ha recibido amenazas?
Se queda callada.
Mira la aguja del medidor.
—Me han dejado papeles debajo de la puerta —dice por fin—.
Mi mamá los usa para prender el fogón.
—¿Qué pasaría si mañana vuelven a cerrarla?
—Si nos apagan el transmisor, prendemos la campana.
Antes de la radio ya nos avisábamos así.
Y antes de la campana, con humo.
La canción termina.
Nicolasa se acomoda los audífonos, levanta un dedo y, sin papel, empieza a hablar.
Radio Ayotlani transmite en el 98.7 de FM.

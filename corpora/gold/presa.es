Estados
Rechaza San Jacinto Teopan presa que inundaría mil 200 hectáreas
“No hay indemnización que pague un panteón”, advierten en asamblea
Amalia Rentería Solís, corresponsal
Habitantes de siete pueblos cruzan el puente de Las Golondrinas.
Foto: Genaro Ixta
San Jacinto Teopan, Gro., 13 de abril.- Unos 800 habitantes de esta comunidad marcharon ayer hasta el puente de Las Golondrinas para exigir la cancelación de la presa del mismo nombre, que de construirse dejaría bajo el agua mil 200 hectáreas de milpas, cafetales y selva baja.
La movilización partió a las siete de la mañana de la iglesia del barrio de Abajo, con las mujeres al frente y la banda de viento detrás.
En el puente, los comisarios de siete comunidades leyeron un pronunciamiento.
En él acusan a la Comisión Nacional del Agua (Conagua) de haber iniciado estudios de suelo sin permiso de las asambleas.
“Entraron de noche, como entra el ladrón.
Pusieron sus estacas y sus cintas en nuestras parcelas.
Nadie les abrió la puerta”, dijo Eusebio Tlatempa, comisario de bienes comunales.
El proyecto, a cargo de la empresa Hidroeléctrica Mar de Fondo, contempla una cortina de 82 metros de altura y una inversión de 4 mil 300 millones de pesos.
Según la manifestación de impacto ambiental, las obras durarían 38 meses y darían empleo temporal a 650 personas.
El documento, de 611 páginas, sólo puede consultarse en las oficinas de la capital.
También reconoce que habría que reubicar a 412 familias.
Anuncio
Los pobladores sostienen que la cifra real es de más del doble.
En el censo que levantaron entre enero y marzo aparecen 906 familias, dos escuelas primarias, una clínica y el panteón donde descansan cinco generaciones.
“No hay indemnización que pague un panteón”, advirtió Faustina Cocuyo, de 71 años, quien caminó descalza los 6 kilómetros.
“¿Y a los muertos quién les va a preguntar?”, agregó.
Faustina Cocuyo, en la ribera del Atoyaquillo.
Foto: Genaro Ixta
El río Atoyaquillo nace en la sierra, riega los valles de siete pueblos y desemboca en la laguna de Tres Bocas; de sus aguas viven unos 14 mil campesinos y pescadores.
El gobierno estatal afirma que la presa evitará inundaciones como la de 2013.
Los ancianos responden que aquella creciente la causó la tala de los cerros, no el río.
Relacionado: Suspende juez las obras de la autopista a Puerto Jabalí
Consultado por este diario, el secretario de Desarrollo Hídrico, Raymundo Valdepeña, dijo que “las puertas del diálogo están abiertas” y que habrá consulta “en su momento”.
Descartó, sin embargo, suspender los estudios.
No precisó fechas.
No es la primera vez que el proyecto aparece.
En 1996 se anunció con el nombre de El Naranjo y en 2007 con el de Agua Clara.
En ambas ocasiones la oposición de los pueblos lo echó abajo.
La asamblea acordó instalar un campamento permanente en la entrada del puente, con guardias de 24 horas.
También pedirá el acompañamiento de la Comisión Nacional de los Derechos Humanos (CNDH).
“Aquí nos van a encontrar”, resumió don Eusebio.
“Si quieren pasar, que pasen por la asamblea”.
Al cierre de esta edición, una patrulla de la policía estatal permanecía a 300 metros del puente.
Compartir en Facebook
Comentarios (3)

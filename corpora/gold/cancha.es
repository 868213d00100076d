Deportes
Las Alacranas juegan a 2 mil 700 metros y no se cansan
Por Efrén Mondragón | 8 de marzo de 2023, 06:30 h
Esta nota tiene 14 comentarios
La cancha de Tres Cumbres está inclinada.
Del lado del cerro hay que subir la pelota; del lado del panteón, la pelota se va sola.
Los equipos visitantes se quejan siempre, y siempre pierden.
Las Alacranas, el equipo de mujeres de este pueblo de 3 mil 100 habitantes, llevan 23 partidos sin perder en la Liga Regional de la Montaña.
El domingo le ganaron 4-1 al Deportivo Minero, con dos goles de Yaretzi Ponce, de 19 años, y uno de su tía Leticia, de 41.
El cuarto fue autogol.
Leticia Ponce, de 41 años, juega de central desde 2004.
Foto: Cortesía de la Liga
La historia del equipo empieza en el siglo XX, aunque casi nadie la cuenta.
El 8 de marzo de 1971, doce obreras de la fábrica de hilados La Aurora pidieron prestada la cancha a los hombres para jugar media hora.
Les dijeron que no.
Volvieron a las cinco de la mañana, con la cancha blanca de helada y el termómetro en 2 grados bajo cero, y jugaron dos horas.
"Jugamos con falda, porque pantalón no teníamos", recuerda doña Socorro Villaseñor, de 77 años, que esa madrugada fue la portera.
"Me metieron nueve goles y fui la mujer más feliz del mundo".
La fábrica cerró en 1989.
El equipo no.
Hoy entrenan los martes y los jueves a las 19:30 horas, cuando salen de trabajar.
Hay en el equipo cuatro maestras, tres comerciantes, dos enfermeras, una soldadora y una notaria.
La más joven tiene 16 años y la mayor, 47.
El director técnico, Wilfrido Ayala, fue lateral en la segunda división y maneja un camión repartidor de gas.
Su método es sencillo: las pone a correr 5 kilómetros cuesta arriba, hasta la ermita, y luego les pregunta las tablas de multiplicar.
"Si me contestan siete por ocho sin resuello, ya están listas para el segundo tiempo", explica.
Lea también: El Minero despide a su entrenador
Para el partido de ida de la final viajarán 212 kilómetros hasta Puerto Escalante, donde las espera un calor de 36 grados y un rival que no conoce la derrota en casa.
El autobús cuesta 14 mil pesos.
Llevan juntados 9 mil 350, entre una rifa, un baile y la venta de 600 gelatinas.
"Si no completamos, nos vamos en la caja del camión del gas", dice Yaretzi, muy seria.
El entrenador, a sus espaldas, dice que no con la cabeza.
La presidencia municipal ofreció uniformes nuevos, con el nombre del alcalde en la espalda.
El equipo lo sometió a votación: 18 en contra, cero a favor.
Jugarán con los de siempre, los amarillos,

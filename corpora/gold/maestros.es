El Farol del Istmo
Sociedad y Justicia
Cumple 15 días el paro de maestros; 30 mil marchan en la capital
Exigen basificar a 2 mil 450 interinos y un aumento de 12 por ciento
Horacio Mijangos y Dalia Perea, reporteros
Periódico El Farol del Istmo, miércoles 30 de mayo de 2012, p. 9
Unos 30 mil maestros, según los organizadores (18 mil, según la policía), marcharon ayer por el centro de la capital del estado al cumplirse 15 días del paro indefinido de labores.
La protesta mantiene sin clases a 412 mil alumnos de educación básica.
La Coordinadora Magisterial del Istmo (CMI) exige la basificación de 2 mil 450 profesores interinos, un aumento salarial de 12 por ciento y el pago de 2 mil 200 millones de pesos en prestaciones atrasadas.
El gobierno ofrece 3.4 por ciento y mil plazas.
El contingente salió a las 9:30 hrs. del monumento a la Madre y llegó al zócalo pasado el mediodía.
A las 13:15 comenzó el mitin.
A las 14:40 se soltó el aguacero.
Nadie se fue.
De acuerdo con la CMI, en la región Costa pararon 530 de 612 escuelas.
En la región Sierra pararon 318 de 402.
En los Valles, 271 de 655.
La Secretaría de Educación sólo reconoce 43.7 por ciento de planteles cerrados.
“Un interino gana 5 mil 800 pesos al mes y puede pasar 11 años sin contrato”, explicó Rubicelia Zárate Chong, maestra de tercer grado en una escuela multigrado.
“Yo tengo 47 alumnos, de tres grados distintos, en un salón de lámina.
En abril el termómetro marca 41 grados”.
La maestra calculó que gasta 900 pesos mensuales en gises, copias y pasajes.
El secretario de Finanzas, Efraín Toral, respondió que las arcas están vacías.
Sostuvo que la deuda heredada asciende a 9 mil 600 millones de pesos.
“El uno por ciento de aumento equivale a 140 millones.
Hagan la cuenta”, dijo.
La CMI hizo la cuenta.
Según su análisis del presupuesto, la publicidad oficial costó 387 millones en 2011, es decir, 2.8 puntos de aumento.
La renta de dos helicópteros costó 96 millones.
El secretario no quiso comentar esas cifras.
El normalismo rural tiene raíces hondas en la región.
La primera escuela para maestros se fundó a finales del siglo XIX, en una hacienda cañera, y en los años 30 del siglo XX egresaban de ella unos 60 profesores por generación.
Cerró en 1969.
Para los investigadores, el conflicto tampoco se entiende sin el Tratado de Libre Comercio de América del Norte (TLCAN).
“Desde el 1º de enero de 1994 se fue uno de cada cinco jóvenes del Istmo”, señaló el sociólogo Ulises Barrandey.
“Las aulas se vacían por abajo y se abarrotan por falta de maestros”.
La mesa de negociación, rota desde el viernes 25, se reanudará hoy a las 20:00 hrs.
Los maestros adelantaron que no levantarán el plantón.
Tampoco aceptarán menos de 2 mil plazas.
Mañana, entre las 6:00 y las 18:00, bloquearán la carretera federal 185 y liberarán las casetas de peaje.
La asamblea estatal decidirá el sábado 2 de junio, con el voto de 73 delegaciones, si el paro sigue.
Inicio | Política | Economía | Estados | Deportes

La feria del libro usado vuelve a la plaza de San Jerónimo Amealco
Por Lucía Arredondo Vela
Después de cuatro años de ausencia, la Feria del Libro Usado regresó este sábado a la plaza principal de San Jerónimo Amealco con 32 puestos, dos imprentas de mano y una banda de viento.
Los organizadores esperan recibir a unas 6 mil personas antes del domingo 19 de octubre, cuando se apaguen las luces del kiosco.
La feria nació en 1998, cuando el maestro jubilado Eusebio Tinoco sacó a la banqueta tres cajas de novelas que ya no cabían en su casa.
Nadie compró nada el primer día, pero al segundo ya no quedaba un solo libro.
“Yo no quería vender libros, quería que me los pidieran prestados”, recuerda Tinoco, de 81 años.
“Lo malo es que en este pueblo la gente es muy decente y siempre paga”.
Imelda Cuevas atiende el puesto de cuentos infantiles desde el primer año de la feria.
Foto: Rodrigo Peña
Los precios van de 10 a 150 pesos, y quien lleva un libro en buen estado puede cambiarlo por otro sin pagar.
Los niños menores de 12 años escogen uno gratis.
La única condición es que lean en voz alta la primera página.
Este año la novedad es una mesa dedicada a las lenguas de la región, con diccionarios, cancioneros y cuentos en otomí.
La mesa la coordina la poeta Amalia Xindé.
“Mi abuela contaba estos cuentos junto al fogón y yo pensaba que se iban a morir con ella”, dijo Xindé.
“Ahora los leo en un micrófono y los niños se ríen en los mismos lugares en que me reía yo”.
La feria abre de 10:00 a 20:00 horas y la entrada es libre.
En caso de lluvia, los puestos se mudarán al mercado viejo, a dos cuadras de la plaza.

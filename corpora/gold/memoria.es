Reportaje
Las que saben leer la tierra
Por Ximena Solórzano
30 de agosto de 2022
Cada domingo, antes de que caliente el sol, un grupo de mujeres con sombrero y botas de hule baja de una camioneta prestada en las afueras de Loma Verde.
Llevan palas, picos, cubetas y una varilla de acero de un metro y medio.
La varilla se clava en el suelo, se saca y se huele.
“Al principio yo no quería oler”, cuenta Obdulia Ramos, de 58 años, que busca a su hijo Iván desde el 11 de noviembre de 2014.
“Me parecía una falta de respeto.
Luego entendí que era al revés.
La falta de respeto es dejarlos ahí”.
Foto: Teresa Ibarrola
El colectivo Raíces de Loma Verde nació en 2016 en la cocina de Obdulia.
Eran cuatro madres.
Hoy son 61 familias, y en seis años han encontrado los restos de 37 personas.
De ellas, 19 han sido identificadas y devueltas a los suyos.
Ninguna de esas 37 personas fue localizada por la autoridad.
La Comisión Estatal de Búsqueda, creada en 2018, tiene tres empleados y una oficina en el segundo piso de un estacionamiento.
“No somos peritas ni antropólogas, pero ya enseñamos a dos”, dice, y se ríe, Martha Elena Coyote, maestra de primaria.
Busca a su hermano Joel, taxista, desaparecido en 2015 con todo y coche.
“Uno aprende a leer la tierra.
La tierra que se movió no queda igual: se hunde tantito, le sale otra hierba, cambia de color cuando llueve.
Y una se va volviendo como esa tierra”.
A las diez de la mañana el termómetro de la camioneta marca 34 grados.
Dos policías estatales vigilan desde la sombra de un mezquite.
No ayudan a cavar: tienen órdenes de no tocar nada.
Más adelante, en el paraje que llaman El Tanque, otro grupo revisa el cauce seco de un arroyo.
Lo encabeza don Chon, el único hombre del colectivo, que perdió a sus dos hijas la misma noche.
No habla con periodistas.
En el país hay más de 100 mil personas desaparecidas, según el registro oficial.
La ONU ha advertido que la impunidad es “casi absoluta”.
En Loma Verde no hay un solo sentenciado.
“A mí me preguntan que si quiero justicia”, dice Obdulia mientras limpia la varilla con un trapo.
“Claro que quiero.
Pero primero quiero a mi hijo.
Yo no busco culpables, busco huesos.
Y que me perdonen los licenciados”.
La búsqueda termina a la una.
Esta vez no hallaron nada, y ninguna sabe si decir que fue un buen día.
Guardan las palas, cuentan las cubetas, se reparten los tacos que trajo Martha Elena.
El colectivo se sostiene con rifas, con la venta de tamales y con lo que mandan los parientes del otro lado.
Antes de subir a la camioneta, Obdulia se agacha y clava en el suelo una crucecita de palo, para saber que ahí ya buscaron.
“El domingo volvemos”, le dice a nadie, o a la tierra.

"""Words that are no reason for anything, however rare they are: small words, and units.

What everybody writes is told by counting. These stand in few listings of a small market and still
say nothing of what a listing is about.
"""

from typing import Final

#: Function words of the languages that members write in, and what every listing says.
_SMALL: Final = """
    about above after again all along also although always among and another any are because been
    before being below between both but can cannot could did does done down during each either
    every few first for from further had has have having here how however into its itself just
    last less like made make makes making many may might more most much must near need needs new
    none nor not now off often one only other our out over own per possible rather same second
    several shall she should since some such take than that the their them then there these they
    this those through too two under until upon use used uses using very via want wanted was way
    well were what when where which while who whose why will with within without would yet you your
    look looks looking looked seek seeking seeks wish wishes offer offers partner partners project
    projects technology technologies solution solutions process processes based high low etc
    including includes various different given whole full start compared state field minimum
    maximum small large type types work pay turn turns wants
    aber alle als auch auf aus bei das dass dem den der des die diese dieser durch ein eine einem
    einen einer eines für hat ist kann mit nach nicht oder sein sich sind und vom von vor was wenn
    wie wir wird werden zum zur über sowie unsere
    att av dem den denna det eller ett för från har inte kan med men och som till utan var vara vid
    aux avec ces cette dans des deux elle elles entre est être ils les leur leurs mais nos notre
    nous ont ou par pas peut plus pour que qui sans ses son sont sous sur une vos votre
    como con cuando del desde donde ella ellos entre era esta este estos fue hay las los más muy
    nuestra nuestro para pero por porque puede que ser sin sobre son sus también tiene una uno unos
    ao aos das dos ela ele eles em essa esse isso mais mas nas nos não nossa nosso num pela pelo
    pode quando sem seu seus são também tem uma umas
    """
#: Units, and the periods that amounts are given for, in the same languages.
_UNITS: Final = """
    kg mg km mm cm kw mw gw kwh mwh gwh twh mj gj tj kpa mpa ppm ppb vol wt nm nm3 m2 m3 tpd tpa
    percent percentage cubic square metre metres tonne tonnes ton tons litre litres kilogram
    kilograms kilometre kilometres millimetre millimetres kilowatt kilowatts megawatt megawatts
    gigawatt gigawatts hours hour minute minutes second seconds day days daily week weeks weekly
    month months monthly year years yearly annual annually annum degree degrees celsius
    prozent tonnen kubikmeter quadratmeter stunde stunden tag tage tagen woche wochen monat monate
    monaten jahr jahre jahren jährlich
    procent kubikmeter kvadratmeter timme timmar dag dagar vecka veckor månad månader år årligen
    tonelada toneladas metro metros cúbico cúbicos cuadrado cuadrados hora horas día días semana
    semanas mes meses año años anual anuales quadrado quadrados dia dias mês ano anos anuais
    mètre mètres cube cubes carré carrés heure heures jour jours semaine semaines mois année années
    ans an annuel annuelle
    ton persen jam hari minggu bulan tahun
    टन वर्ष साल प्रतिशत घंटे दिन
    """
EMPTY: Final = frozenset((_SMALL + _UNITS).split())

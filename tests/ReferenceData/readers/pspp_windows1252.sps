SET LOCALE='windows-1252'.
DATA LIST LIST /id (F8.0) a (F8.2) b (F3.0) c (F8.0) geslacht (A1) naam (A20) kort (A8) tekst (A300) dag (DATE11) tijd (TIME8) dt (DATETIME20) gewicht (F8.3) bedrag (DOLLAR12.2) komma (COMMA10.1) punt (DOT10.1) pct (PCT8.1) eu (E12.3).
BEGIN DATA
1 1.5 1 -99 "m" "Jan de Vries" "abc" "lang" "24-NOV-2026" "10:11:12" "24-NOV-2026 09:08:07" 0.5 10.5 1234.5 12.5 50 1.5E5
2 2.5 99 98 "v" "Zoë Önal" "xyz" "langer" "01-JAN-1900" "00:00:00" "01-JAN-1900 00:00:00" 1.5 20 9999999.5 12.5 10 2.5E-5
3 . 98 0 "x" "" "" "" . . . 1 . . . . .
4 -7 -5 500 " " "geen" "zzz" "nee" "15-OCT-1582" "100:00:01" "31-DEC-9999 23:59:59" 2 -1 -2 -3 -4 -1
5 1e300 5 1000 "M" "weigert" "abc" "" "29-FEB-2024" "23:59:59" "29-FEB-2024 12:00:00" 1 0 0 0 0 0
END DATA.
VARIABLE LABELS id 'Nummer' /a 'Vraag met ''aanhaling'' en "dubbel"' /naam 'Naam van é ë ü €'.
VALUE LABELS a 1.5 'anderhalf' 2.5 'tweeëneenhalf' /b 1 'een' 5 'vijf' 98 'weet niet' 99 'wil niet' /geslacht 'm' 'man' 'v' 'vrouw' 'x' 'onbekend' /naam 'geen' 'Geen naam' 'weigert' 'Wil niet zeggen'.
ADD VALUE LABELS c -99 'nvt' 500 'veel'.
MISSING VALUES a (LO THRU 0) /b (98, 99, -5) /c (500 THRU HI, -99) /geslacht ('x') /naam ('geen', 'weigert') /kort ('zzz') /gewicht (1.9 THRU 2.1) /bedrag (LO THRU -1, 20).
VARIABLE LEVEL a (SCALE) /b (ORDINAL) /geslacht naam (NOMINAL).
VARIABLE ATTRIBUTE VARIABLES=a b ATTRIBUTE=Bron('enquete') Regels[1]('een') Regels[2]('twee').
DATAFILE ATTRIBUTE ATTRIBUTE=Study('LOB') Versie[1]('1').
VARIABLE ROLE /TARGET a /INPUT b.
MRSETS /MDGROUP NAME=$multi LABEL='Meer' VARIABLES=b c VALUE=1 /MCGROUP NAME=$keus LABEL='Keuzes' VARIABLES=a b.
FILE LABEL 'Bestand met een label: é'.
DOCUMENT Eerste regel van het document.
ADD DOCUMENT 'Tweede regel'.
WEIGHT BY gewicht.
SAVE /OUTFILE='p_cp_comp.sav' /COMPRESSED.
SAVE /OUTFILE='p_cp_unc.sav' /UNCOMPRESSED.
SAVE /OUTFILE='p_cp_z.zsav' /ZCOMPRESSED.
SAVE /OUTFILE='p_cp_v2.sav' /VERSION=2 /COMPRESSED.
SAVE /OUTFILE='p_cpkeep.sav' /KEEP=naam a.
SELECT IF id > 100.
SAVE /OUTFILE='p_cpzero.sav'.

# Writes the workbooks and the survey tools' exports of this folder (Python 3, openpyxl 3.0).
import datetime
import openpyxl


def workbook(name, rows, formats=None, hidden_first=False):
    book = openpyxl.Workbook()
    sheet = book.active
    if hidden_first:
        sheet.append(["niet", "bedoeld"])
        sheet.append([1, 2])
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("Antwoorden")
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    book.save(name)


def text(name, content, encoding="utf-8"):
    with open(name, "wb") as file:
        file.write(content.encode(encoding))


# Errors, formulas that no office program has calculated, times of day, durations, percentages, values of several kinds.
workbook("errors_times.xlsx", [
    ["fout", "formule", "tijd", "duur", "deel", "gemengd", "datum"],
    [1, "=A2*2", datetime.time(13, 45), datetime.timedelta(hours=26, minutes=3), 0.25, 1, datetime.date(2026, 9, 1)],
    ["#DIV/0!", "=A3*2", datetime.time(0, 0), datetime.timedelta(minutes=5), 0.5, "2", "2026-09-02"],
    ["#N/A", "=A4*2", datetime.time(23, 59, 59), None, None, True, "onbekend"],
], {"E2": "0%", "E3": "0.00%"}, hidden_first=True)

# Microsoft Forms, a quiz in Dutch: points and feedback beside questions, a doubled question, several answers, dates as text.
workbook("microsoft_forms_quiz.xlsx", [
    ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Totaal aantal punten", "Feedback over quiz", "Tijd van laatste wijziging", "Wat is je code?",
     "Bent u het\u00a0eens?\n", "Punten - Bent u het\u00a0eens?", "Feedback - Bent u het\u00a0eens?", "Heeft u gepraat?", "Waar?", "Waar?2", "Opmerking"],
    [1, datetime.datetime(2026, 9, 1, 9, 0), datetime.datetime(2026, 9, 1, 9, 5, 30), "anonymous", None, 5, None, None, "p1", "eens", 1, "goed", "ja", "thuis, aan tafel;op school;", "thuis;", "geen"],
    [2, "9/30/26 9:00:00", "9/30/26 9:05:30", "anonymous", None, 3, None, None, "p2", "oneens", 0, None, "nee", None, None, None],
    [3, "1-9-2026 9:00:00", "1-9-2026 21:05:30", "anonymous", None, None, None, None, "p3", "weet niet", None, None, "ja", "bij oma, op zolder;thuis;", "op school;", None],
])

# LimeSurvey VV: tabs, texts above codes, marks in braces, a tab at the end of each row.
text("limesurvey_vv.txt", "\ufeff"
    "Response ID\tDate submitted\tLast page\tStart language\tUw code\tBent u het eens?\tHeeft u gepraat?\tWaar? [thuis, aan tafel]\tWaar? [thuis]\tWaar? [op school]\tOpmerking\t\n"
    "id\tsubmitdate\tlastpage\tstartlanguage\tcode\tagree\ttalked\tplace_SQ001\tplace_SQ002\tplace_SQ003\tremark\t\n"
    "1\t2026-09-01 10:00:00\t3\tnl\tp1\tA2\t1\tY\t\t\t{quote}twee{newline}regels{tab}en {lbrace}haken}\t\n"
    "2\t2026-09-01 10:00:00\t3\tnl\tp2\t\t0\t{question_not_shown}\t{question_not_shown}\t{question_not_shown}\t\t\n"
    "3\t{question_not_shown}\t1\tnl\tp3\t{question_not_shown}\t{question_not_shown}\t{question_not_shown}\t{question_not_shown}\t{question_not_shown}\t{question_not_shown}\t\n")

# LimeSurvey with code and text in the headings, codes as answers.
text("limesurvey_code_text.csv", "\ufeff"
    '"id. Response ID";"submitdate. Date submitted";"lastpage. Last page";"startlanguage. Start language";"code. Uw code";"agree. Bent u het eens?";"talked. Heeft u gepraat?";'
    '"place[SQ001]. Waar? [thuis, aan tafel]";"place[SQ002]. Waar? [thuis]";"place[SQ003]. Waar? [op school]";"remark. Opmerking";"interviewtime. Total time"\r\n'
    '"1";"2026-09-01 10:00:00";"3";"nl";"p1";"A1";"1";"";"";"Y";"\'=1+1";"30.5"\r\n'
    '"2";"2026-09-01 10:00:00";"3";"nl";"p2";"A2";"0";;;;;"30.5"\r\n\r\n')

# Qualtrics, tab-separated UTF-16: several answers as 1,4 in one column, beside decimals with a point; a line end and quotes in row 2.
rows = [
    ["StartDate", "EndDate", "Status", "IPAddress", "ResponseId", "LocationLatitude", "code", "Q1", "Q2", "Q3", "Q5"],
    ["Start Date", "End Date", "Response Type", "IP Address", "Response ID", "Location Latitude", "Code", "Bent u het eens?", 'Heeft u\n"gepraat"?', "Waar?", "Uren"],
    ['{"ImportId":"startDate","timeZone":"Europe/Amsterdam"}', '{"ImportId":"endDate","timeZone":"Europe/Amsterdam"}', '{"ImportId":"status"}', '{"ImportId":"ipAddress"}', '{"ImportId":"_recordId"}',
     '{"ImportId":"locationLatitude"}', '{"ImportId":"code"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}', '{"ImportId":"QID20"}', '{"ImportId":"QID5_TEXT"}'],
    ["2026-09-01 10:00:00", "2026-09-01 10:05:00", "IP Address", "192.0.2.1", "R_1", "51.9", "p1", "1", "1", "1,4", "2"],
    ["2026-09-01 11:00:00", "2026-09-01 11:05:00", "IP Address", "192.0.2.1", "R_2", "51.9", "p2", "2", "1", "2", "3"],
    ["2026-09-01 11:00:00", "2026-09-01 11:05:00", "IP Address", "192.0.2.1", "R_3", "51.9", "p3", "2", "1", "1,2", "4"],
    ["2026-09-01 11:00:00", "2026-09-01 11:05:00", "Survey Preview", "192.0.2.1", "R_4", "51.9", "p4", "2", "1", "1,2,4", "4"],
]
quoted = lambda cell: '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in '"\n\t') else cell
text("qualtrics_utf16.tsv", "\ufeff" + "".join("\t".join(map(quoted, row)) + "\n" for row in rows), "utf-16-le")

# REDCap, codes: two events and a repeated instance of one record; then the same as labels.
text("redcap_raw.csv",
    "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,agree,talked,place___1,place___2,place___4,parents_complete\n"
    "1,t0_arm_1,,,2,1,0,1,0,2\n1,t1_arm_1,parents,1,1,0,0,0,0,2\n1,t1_arm_1,parents,2,1,1,1,0,1,2\n2,t0_arm_1,,,,1,0,0,0,2\n")
text("redcap_labels.csv",
    '"Record ID","Event Name","Bent u het eens?","Heeft u gepraat?","Waar? (choice=thuis, aan tafel)","Waar? (choice=thuis)","Waar? (choice=op school)","Complete?"\n'
    '1,"Meting 0",eens,ja,Unchecked,Checked,Unchecked,Complete\n2,"Meting 0",,nee,Unchecked,Unchecked,Unchecked,Complete\n')
dictionary = [
    ["Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label", "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
     "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)", "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name",
     "Matrix Ranking?", "Field Annotation"],
    ["record_id", "parents", "", "text", "Record ID"] + [""] * 13,
    ["agree", "parents", "Deel 1", "radio", "Bent u het <b>eens</b>?", "1, oneens | 2, eens, zeer | 9, Weet ik niet", "", "", "", "", "", "", "y", "", "", "", "", ""],
    ["talked", "parents", "", "yesno", "Heeft u gepraat?"] + [""] * 13,
    ["place", "parents", "", "checkbox", "Waar?", "1, thuis, aan tafel | 2, thuis | 4, op school", "", "", "", "", "", "[talked] = '1'", "", "", "", "", "", ""],
    ["age", "parents", "", "text", "Leeftijd", "", "", "integer", "16", "99", "", "[place(2)] = '1' or [place(4)] = '1'", "", "", "", "", "", ""],
    ["hours", "parents", "", "text", "Uren", "", "", "number", "0", "", "", "[age] >= 18", "", "", "", "", "", ""],
    ["born", "parents", "", "text", "Geboortedag", "", "", "date_dmy", "", "", "y", "[age] > 10 and [talked] = '1'", "", "", "", "", "", ""],
    ["mail", "parents", "", "text", "E-mail", "", "", "email", "", "", "", "", "", "", "", "", "", ""],
    ["explain", "parents", "", "descriptive", "Uitleg"] + [""] * 13,
    ["origin", "parents", "", "dropdown", "Land", "NL, Nederland | BE, België", "", "", "", "", "", "", "", "", "", "", "", ""],
    ["feeling", "parents", "", "slider", "Gevoel", "laag | midden | hoog", "", "number", "", "", "", "", "", "", "", "", "", ""],
    ["remark", "parents", "", "notes", 'Opmerking: "vrij"'] + [""] * 13,
]
text("redcap_dictionary.csv", "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in dictionary))

# Google Forms: moments with an offset, several answers with ';', a grid, a filled-in other answer.
text("google_forms.csv",
    '"Timestamp","Username","Wat is je code?","Waar?","Stellingen [Bent u het eens?]","Stellingen [Heeft u gepraat?]"\n'
    '"2026/09/01 3:00:00 PM GMT+2","a@example.org","p1","thuis, aan tafel;op school","eens","ja"\n'
    '"2026/09/01 3:00:00 PM GMT+5:30","a@example.org","p2","bij oma;thuis","oneens","ja"\n'
    '"2026/01/15 9:00:00 AM CET","a@example.org","p3","","",""\n')

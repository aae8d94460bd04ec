using System.Text.RegularExpressions;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Checking;

/// <summary>Reads a row's answers: each cell by its item, then what several cells mean together, then the form's checks.</summary>
internal sealed class AnswerReader
{
    private readonly SourceMapping _mapping;
    private readonly Form _form;
    private readonly FindingList _findings;
    private readonly IRecordReader _records;
    private readonly ColumnUse _use;
    private readonly string _file;
    private readonly TextMask _mask;
    private readonly List<ItemPlan> _plans = [];
    private readonly List<(string Name, int AtLeast, int[] Cells)> _batteries = [];
    private readonly CellAnswer[] _cells;
    private readonly List<ItemPlan> _checked = [];
    private readonly List<(int Column, int Position, short[] Stored, ItemPlan Plan)> _plain = [];
    private readonly bool _hasTexts;
    private readonly short _notShown;
    private readonly short _blank;
    private readonly short _invalid;
    private readonly Dictionary<string, ColumnRefusal> _refusals = new(StringComparer.Ordinal);

    public AnswerReader(SourceMapping mapping, Form form, FindingList findings, IRecordReader records, ColumnUse use, string file, TextMask mask)
    {
        (_mapping, _form, _findings, _records, _use, _file, _mask) = (mapping, form, findings, records, use, file, mask);
        _notShown = Row(MissingClass.NotShown);
        _blank = Row(MissingClass.Blank);
        _invalid = Row(MissingClass.Invalid);
        var count = 0;
        for (var index = 0; index < form.Items.Count; index++)
        {
            if (form.Items[index].Identifying)
                continue;
            var plan = Plan(form.Items[index], (short)(index + 1), count);
            _plans.Add(plan);
            count += plan.Cells.Count;
        }

        _cells = new CellAnswer[count];
        foreach (var battery in form.Checks.StraightLining)
            _batteries.Add((battery.Name, battery.AtLeast, battery.ItemIds.Select(id => _plans.First(plan => plan.Item.Id == id).First).ToArray()));

        _hasTexts = form.Items.Any(item => item.Kind == ItemKind.Text);
        var looked = _batteries.SelectMany(battery => battery.Cells).Concat(_plans.Where(plan => plan.Gate >= 0).Select(plan => _plans[plan.Gate].First)).ToHashSet();
        foreach (var plan in _plans)
        {
            // Nothing else is to be seen of an item's one cell than what it stores.
            var isPlain = plan is { Item: { Kind: ItemKind.SingleChoice or ItemKind.WholeNumber, IsCoded: true, Required: false }, IsInFile: true, Gate: < 0 } &&
                !looked.Contains(plan.First) && records.Columns[plan.Cells[0].Column].Missing is { Low: null, TextRange: null };
            if (isPlain)
                _plain.Add((plan.Cells[0].Column, plan.Cells[0].Position - 1, plan.Cells[0].Reader.StoredOfOneCharacter(), plan));
            else
                _checked.Add(plan);
        }

        short Row(MissingClass missing) => (short)form.MissingCodes.First(code => code.Class == missing).Row;
    }

    /// <summary>Reads the current record's answers.</summary>
    /// <param name="row">Its row.</param>
    public AnswerSheet Read(int row)
    {
        var sheet = new AnswerSheet(_form.CodedItems.Count);
        foreach (var (column, position, stored, plan) in _plain)
        {
            var text = _records.Cell(column);
            if (text.Length == 1 && text[0] < stored.Length && stored[text[0]] is not CellReader.NotPlain and var answer)
                sheet.Coded[position] = answer;
            else
                ReadAndPlace(row, sheet, plan);
        }

        foreach (var plan in _checked)
            ReadItem(row, plan);
        foreach (var plan in _checked)
            CheckItem(row, plan);
        CheckWhole(row);
        if (_hasTexts)
            _mask.Enter(_records);
        foreach (var plan in _checked)
            Place(row, sheet, plan);
        return sheet;
    }

    private void ReadAndPlace(int row, AnswerSheet sheet, ItemPlan plan)
    {
        ReadItem(row, plan);
        Place(row, sheet, plan);
    }

    private void Place(int row, AnswerSheet sheet, ItemPlan plan)
    {
        for (var index = 0; index < plan.Cells.Count; index++)
            Place(row, sheet, plan, plan.Cells[index], _cells[plan.First + index]);
    }

    /// <summary>Refuses the file when its codes or its decimal mark are not those that codebook and source state.</summary>
    /// <exception cref="InputFault">One line per column.</exception>
    public void RefuseIfDifferent()
    {
        if (_refusals.Count > 0)
        {
            throw new InputFault(string.Join(
                Environment.NewLine,
                _refusals.Values.OrderBy(refusal => refusal.FirstRow).Select(refusal => refusal.ToString(_file))));
        }
    }

    private ItemPlan Plan(Item item, short ordinal, int first)
    {
        var mapped = _mapping.Items.FirstOrDefault(candidate => candidate.ItemId == item.Id);
        var columns = _use.Item(item.Id);
        var gate = item.OnlyIf is { } routing ? _plans.FindIndex(plan => plan.Item.Id == routing.ItemId) : -1;
        if (item.Kind != ItemKind.MultipleChoice)
        {
            var column = columns?.GetValueOrDefault("", -1) ?? -1;
            var words = Words(item, null, mapped);
            if (column >= 0 && words.IsAmbiguous)
            {
                throw new InputFault(
                    $"{_mapping.Path}: among the answers of item {item.Id} one's code is another's label, so a cell could mean either. State 'answers: codes' or 'answers: labels' in the source.");
            }

            return new ItemPlan(item, ordinal, first, [new CellPlan(null, Position(item, null), column, Reader(item, words, mapped?.Other))], null) { Gate = gate };
        }

        var list = columns is not null && columns.TryGetValue("", out var shared) ? shared : -1;
        var cells = item.Answers!.Options.Select(option => new CellPlan(
            option, Position(item, option), list >= 0 ? list : columns?.GetValueOrDefault(option.Name, -1) ?? -1, Reader(item, Words(item, option, mapped)))).ToList();
        var reader = list < 0 ? null : new ListReader(item, Words(item, null, mapped), mapped!.ListSeparator is { } stated ? [stated] : _records.Dialect.ListSeparators, mapped.Other);
        return new ItemPlan(item, ordinal, first, cells, reader) { Gate = gate };
    }

    private AnswerWords Words(Item item, AnswerOption? option, ItemMapping? mapped) =>
        AnswerWords.Of(item, option, _form.MissingCodes, mapped?.Values, _mapping.AnswersAs, _records.Dialect);

    private CellReader Reader(Item item, AnswerWords words, int? other = null) => new(item, _form.MissingCodes, words, _records.DecimalMark, _mapping.DateFormat, other);

    private int Position(Item item, AnswerOption? option) =>
        _form.CodedItems.FirstOrDefault(coded => coded.Item.Id == item.Id && coded.Option?.Code == option?.Code)?.Position ?? 0;

    private void ReadItem(int row, ItemPlan plan)
    {
        if (plan.List is not null)
        {
            ReadList(row, plan);
            return;
        }

        for (var index = 0; index < plan.Cells.Count; index++)
        {
            var cell = plan.Cells[index];
            var answer = ReadCell(cell);
            if (answer.Verdict is not (CellVerdict.Answer or CellVerdict.Missing))
                Note(row, plan, cell.Column, answer.Verdict, cell.Reader.Expected);
            _cells[plan.First + index] = answer;
        }

        if (plan.Item.Kind == ItemKind.MultipleChoice && _records.Dialect.EmptyTick != EmptyTick.Blank)
            FillUnticked(plan);
    }

    private CellAnswer ReadCell(CellPlan cell)
    {
        // An item that this export doesn't have was never shown.
        if (cell.Column < 0)
            return new CellAnswer(CellVerdict.Missing, _notShown);
        var kind = _records.Kind(cell.Column);
        if (kind == CellKind.Absent)
            return new CellAnswer(CellVerdict.Missing, _notShown);
        if (kind == CellKind.Moment)
            return cell.Reader.ReadMoment(_records.Cell(cell.Column));
        // A spreadsheet's error stands where an answer was meant to be.
        if (kind == CellKind.Error)
            return new CellAnswer(CellVerdict.Invalid, _invalid);
        // A value that the file itself declares missing is never an answer, whatever the codebook says of it.
        if (IsInMissingRange(kind, cell.Column))
        {
            return cell.Reader.MissingRow(_records.Cell(cell.Column)) is { } reason
                ? new CellAnswer(CellVerdict.Missing, reason)
                : new CellAnswer(CellVerdict.UnknownCode, _invalid);
        }

        return cell.Reader.Read(_records.Cell(cell.Column));
    }

    private bool IsInMissingRange(CellKind kind, int column) => _records.Columns[column].Missing switch
    {
        { Low: { } low, High: { } high } => kind == CellKind.Number && _records.Number(column) is var number && number >= low && number <= high,
        { TextRange: { } range } => kind == CellKind.Text && range.Contains(_records.Cell(column)),
        _ => false,
    };

    private void ReadList(int row, ItemPlan plan)
    {
        var column = plan.Cells[0].Column;
        var text = _records.Cell(column);
        var kind = _records.Kind(column);
        short? missing = kind switch
        {
            CellKind.Absent => _notShown,
            CellKind.Error => _invalid,
            _ => text.Trim().IsEmpty ? _blank : plan.Cells[0].Reader.MissingRow(text),
        };
        if (kind == CellKind.Error)
            Note(row, plan, column, CellVerdict.Invalid, plan.List!.Expected);
        var chosen = missing is null ? plan.List!.Read(text) : null;
        if (missing is null && chosen is null)
            Note(row, plan, column, CellVerdict.UnknownCode, plan.List!.Expected);
        for (var index = 0; index < plan.Cells.Count; index++)
        {
            _cells[plan.First + index] = chosen is not null
                ? new CellAnswer(CellVerdict.Answer, Number: chosen[index] ? 1 : 0)
                : new CellAnswer(CellVerdict.Missing, missing ?? _invalid);
        }
    }

    // What an empty cell beside ticked ones means differs between tools.
    private void FillUnticked(ItemPlan plan)
    {
        var cells = _cells.AsSpan(plan.First, plan.Cells.Count);
        var isTicked = false;
        foreach (var cell in cells)
            isTicked |= cell is { Verdict: CellVerdict.Answer, Number: 1 };
        if (_records.Dialect.EmptyTick == EmptyTick.NoBesideATick && !isTicked)
            return;
        for (var index = 0; index < cells.Length; index++)
        {
            if (cells[index].Verdict == CellVerdict.Missing && cells[index].Missing == _blank)
                cells[index] = new CellAnswer(CellVerdict.Answer, Number: 0);
        }
    }

    private void CheckItem(int row, ItemPlan plan)
    {
        if (!plan.IsInFile)
            return;
        if (plan.Gate >= 0 && _plans[plan.Gate].IsInFile && !IsOpen(_plans[plan.Gate], plan.Item.OnlyIf!))
        {
            CloseItem(row, plan);
            return;
        }

        if (!plan.Item.Required)
            return;
        for (var index = 0; index < plan.Cells.Count; index++)
        {
            if (_cells[plan.First + index] is not { Verdict: CellVerdict.Missing } cell || cell.Missing != _blank)
                return;
        }

        _findings.Add(new Finding(RuleNames.RequiredBlank, row, _records.Columns[plan.Cells[0].Column].Name, $"item {plan.Item.Id} is required and was left blank"));
    }

    private bool IsOpen(ItemPlan gate, Routing routing)
    {
        for (var index = 0; index < gate.Cells.Count; index++)
        {
            if (_cells[gate.First + index] is not { Verdict: CellVerdict.Answer } answer)
                continue;
            if (gate.Cells[index].Option is { } option ? answer.Number == 1 && routing.Codes.Contains(option.Code) : routing.Holds(answer.Number))
                return true;
        }

        return false;
    }

    // A question that the routing left out was not shown; tools write that as an empty cell, or as 0 for each answer.
    private void CloseItem(int row, ItemPlan plan)
    {
        var isAnswered = false;
        for (var index = 0; index < plan.Cells.Count; index++)
            isAnswered |= _cells[plan.First + index] is { Verdict: CellVerdict.Answer } answer && (plan.Item.Kind != ItemKind.MultipleChoice || answer.Number == 1);
        if (isAnswered)
        {
            _findings.Add(new Finding(
                RuleNames.OffRoute, row, _records.Columns[plan.Cells[0].Column].Name,
                $"item {plan.Item.Id} is answered, and by the answer to {plan.Item.OnlyIf!.ItemId} it should not have been put; the answer was kept"));
            return;
        }

        for (var index = 0; index < plan.Cells.Count; index++)
        {
            var cell = _cells[plan.First + index];
            if (cell.Verdict == CellVerdict.Answer || (cell.Verdict == CellVerdict.Missing && cell.Missing == _blank))
                _cells[plan.First + index] = new CellAnswer(CellVerdict.Missing, _notShown);
        }
    }

    private void CheckWhole(int row)
    {
        foreach (var (name, atLeast, cells) in _batteries)
        {
            var (answered, isSame, first) = (0, true, 0.0);
            foreach (var index in cells)
            {
                if (_cells[index].Verdict != CellVerdict.Answer)
                    continue;
                if (answered++ == 0)
                    first = _cells[index].Number;
                isSame &= _cells[index].Number == first;
            }

            if (isSame && answered >= atLeast)
                _findings.Add(new Finding(RuleNames.StraightLining, row, null, $"the same answer to all {answered} answered items of {name}"));
        }

        if (_form.Checks.FastestSeconds is { } fastest && _use.Duration >= 0 && Seconds() is { } seconds && seconds < (double)fastest)
            _findings.Add(new Finding(RuleNames.Speeding, row, _records.Columns[_use.Duration].Name, FormattableString.Invariant($"filled in within fewer than {fastest} seconds")));
    }

    private double? Seconds()
    {
        var number = _records.Kind(_use.Duration) is CellKind.Number or CellKind.Duration ? _records.Number(_use.Duration) : double.NaN;
        if (double.IsNaN(number))
        {
            Span<char> text = stackalloc char[40];
            var cell = _records.Cell(_use.Duration).Trim();
            if (cell.IsEmpty || cell.Length > text.Length)
                return null;
            cell.CopyTo(text);
            text = text[..cell.Length];
            text.Replace(_records.DecimalMark, '.');
            if (!double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out number))
                return null;
        }

        return number * (double)_mapping.Duration!.SecondsPerUnit;
    }

    private void Note(int row, ItemPlan plan, int column, CellVerdict verdict, string expected)
    {
        var name = _records.Columns[column].Name;
        if (verdict is CellVerdict.UnknownCode or CellVerdict.OtherDecimalMark)
        {
            if (_refusals.TryGetValue(name, out var refusal))
                refusal.Rows++;
            else
                _refusals.Add(name, new ColumnRefusal(name, row, plan.Item.Id, verdict, expected, _mapping, _records.DecimalMark));
            return;
        }

        var rule = verdict == CellVerdict.OutOfRange ? RuleNames.OutOfRange : RuleNames.InvalidValue;
        _findings.Add(new Finding(rule, row, name, $"expected {expected}; stored as missing (invalid). Correct it in the survey tool and export again"));
    }

    private void Place(int row, AnswerSheet sheet, ItemPlan plan, CellPlan cell, CellAnswer answer)
    {
        short? missing = answer.IsMissing ? answer.Missing : null;
        var item = plan.Item;
        var text = item.Kind == ItemKind.Text && missing is null ? Masked(row, cell, answer.Text!) : null;
        if (item.SpecialCategory)
        {
            var coded = item.Kind is ItemKind.SingleChoice or ItemKind.MultipleChoice or ItemKind.WholeNumber;
            sheet.Add(new SensitiveAnswer(
                plan.Ordinal,
                (short?)cell.Option?.Code ?? SensitiveAnswer.NoOption,
                missing is null && coded ? (short)answer.Number : null,
                missing is null && item.Kind == ItemKind.Decimal ? answer.Number : null,
                missing is null && item.Kind == ItemKind.Date ? answer.Day : null,
                text,
                missing));
            return;
        }

        switch (item.Kind)
        {
            case ItemKind.Decimal:
                sheet.Add(new StoredAnswer<double>(plan.Ordinal, missing is null ? answer.Number : null, missing));
                break;
            case ItemKind.Date:
                sheet.Add(new StoredAnswer<DateOnly>(plan.Ordinal, missing is null ? answer.Day : null, missing));
                break;
            case ItemKind.Text:
                sheet.Add(new StoredText(plan.Ordinal, text, missing));
                break;
            default:
                sheet.Coded[cell.Position - 1] = missing is null ? (short)answer.Number : (short)-missing.Value;
                break;
        }
    }

    private string Masked(int row, CellPlan cell, string text)
    {
        string masked;
        try
        {
            masked = _mask.Apply(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new InputFault(FormattableString.Invariant(
                $"{_file}: row {row}, column {VisibleText.Of(_records.Columns[cell.Column].Name)}: the text of {text.Length} letters takes too long to look through for names and addresses. Shorten it, or leave the row out. Nothing was stored."));
        }

        if (!ReferenceEquals(masked, text) && masked != text)
        {
            _findings.Add(new Finding(
                RuleNames.MaskedText, row, _records.Columns[cell.Column].Name, "an open answer held a name, an address or a number that identifies somebody; that part was left out"));
        }

        return masked;
    }
}

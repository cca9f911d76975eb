using System.Globalization;
using System.Text;

namespace MailSuite.Protocol.Imap;

/// <summary>What a FETCH asks for each message, apart from sections.</summary>
[Flags]
public enum FetchAtts
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>UID.</summary>
    Uid = 1,
    /// <summary>FLAGS.</summary>
    Flags = 2,
    /// <summary>INTERNALDATE.</summary>
    InternalDate = 4,
    /// <summary>RFC822.SIZE.</summary>
    Size = 8,
    /// <summary>ENVELOPE.</summary>
    Envelope = 16,
    /// <summary>BODY (the structure without extension data).</summary>
    Body = 32,
    /// <summary>BODYSTRUCTURE.</summary>
    BodyStructure = 64,
}

/// <summary>Which text of a part a section names.</summary>
public enum SectionText
{
    /// <summary>All of it: BODY[], BODY[1.2].</summary>
    All,
    /// <summary>HEADER.</summary>
    Header,
    /// <summary>HEADER.FIELDS and HEADER.FIELDS.NOT.</summary>
    HeaderFields,
    /// <summary>TEXT.</summary>
    Text,
    /// <summary>MIME.</summary>
    Mime,
}

/// <summary>One BODY[section]&lt;partial&gt; of a FETCH.</summary>
public sealed class FetchSection
{
    /// <summary>The part's number; empty is the message.</summary>
    public IReadOnlyList<uint> Part { get; internal set; } = [];
    /// <summary>Which text of it.</summary>
    public SectionText Text { get; internal set; }
    /// <summary>HEADER.FIELDS: the names.</summary>
    public IReadOnlyList<byte[]> Names { get; internal set; } = [];
    /// <summary>HEADER.FIELDS.NOT.</summary>
    public bool Not { get; internal set; }
    /// <summary>Without setting \Seen.</summary>
    public bool Peek { get; internal set; }
    /// <summary>Where to start; -1: no partial.</summary>
    public long From { get; internal set; } = -1;
    /// <summary>How much at most.</summary>
    public long Count { get; internal set; } = long.MaxValue;
    /// <summary>The name of the item in the answer, e.g. "BODY[HEADER.FIELDS (DATE)]&lt;0&gt;" or "RFC822.TEXT".</summary>
    public string Label { get; internal set; } = "";
}

/// <summary>The items of a FETCH command (RFC 3501 6.4.5).</summary>
public sealed class FetchItems
{
    private const int SectionLimit = 100, PartDepthLimit = 110, NameLimit = 500;

    private readonly List<FetchSection> sections = [];

    /// <summary>The attributes.</summary>
    public FetchAtts Atts { get; set; }
    /// <summary>The sections, in the order asked.</summary>
    public IReadOnlyList<FetchSection> Sections => sections;

    /// <summary>Reads one item, a macro or a list of items.</summary>
    public static FetchItems Read(ref ImapReader r)
    {
        var items = new FetchItems();
        if (!r.TryTake('('))
        {
            items.ReadOne(ref r, macros: true);
            return items;
        }
        do
            items.ReadOne(ref r, macros: false);
        while (r.Ok && r.TryTake(' '));
        r.Take(')', "the end of the fetch list");
        return items;
    }

    private void ReadOne(ref ImapReader r, bool macros)
    {
        var word = Bytes.Text(r.Word("a fetch item")).ToUpperInvariant();
        var att = word switch
        {
            "UID" => FetchAtts.Uid,
            "FLAGS" => FetchAtts.Flags,
            "INTERNALDATE" => FetchAtts.InternalDate,
            "RFC822.SIZE" => FetchAtts.Size,
            "ENVELOPE" => FetchAtts.Envelope,
            "BODYSTRUCTURE" => FetchAtts.BodyStructure,
            "BODY" when !r.At('[') => FetchAtts.Body,
            "FAST" when macros => FetchAtts.Flags | FetchAtts.InternalDate | FetchAtts.Size,
            "ALL" when macros => FetchAtts.Flags | FetchAtts.InternalDate | FetchAtts.Size | FetchAtts.Envelope,
            "FULL" when macros => FetchAtts.Flags | FetchAtts.InternalDate | FetchAtts.Size | FetchAtts.Envelope | FetchAtts.Body,
            _ => FetchAtts.None,
        };
        if (att != FetchAtts.None)
        {
            Atts |= att;
            return;
        }
        var section = word switch
        {
            "RFC822" => new FetchSection { Label = word },
            "RFC822.HEADER" => new FetchSection { Label = word, Text = SectionText.Header, Peek = true },
            "RFC822.TEXT" => new FetchSection { Label = word, Text = SectionText.Text },
            "BODY" => ReadSection(ref r, peek: false),
            "BODY.PEEK" => ReadSection(ref r, peek: true),
            _ => null,
        };
        if (section == null)
            r.Misfit("a fetch item");
        else if (sections.Count >= SectionLimit)
            r.Misfit("fewer sections");
        else if (!sections.Exists(s => s.Label == section.Label))
            sections.Add(section);
        else if (!section.Peek)
            sections.Find(s => s.Label == section.Label)!.Peek = false;
    }

    private static FetchSection ReadSection(ref ImapReader r, bool peek)
    {
        var s = new FetchSection { Peek = peek };
        var label = new StringBuilder("BODY[");
        r.Take('[', "a section");
        var part = new List<uint>();
        bool word = !r.At(']');
        while (word && !r.Rest.IsEmpty && char.IsAsciiDigit((char)r.Rest[0]) && r.Ok)
        {
            uint number = r.Number();
            part.Add(number);
            label.Append(part.Count > 1 ? "." : "").Append(CultureInfo.InvariantCulture, $"{number}");
            word = r.TryTake('.');
            if (number == 0 || part.Count > PartDepthLimit)
                r.Misfit("a part number");
        }
        s.Part = part;
        if (word)
            ReadText(ref r, s, label.Append(part.Count > 0 ? "." : ""));
        r.Take(']', "the end of the section");
        label.Append(']');
        if (r.TryTake('<'))
        {
            s.From = r.Number();
            label.Append(CultureInfo.InvariantCulture, $"<{s.From}>");
            r.Take('.', "a dot");
            s.Count = r.Number();
            r.Take('>', "the end of the partial");
            if (s.Count == 0)
                r.Misfit("a number above 0");
        }
        s.Label = label.ToString();
        return s;
    }

    private static void ReadText(ref ImapReader r, FetchSection s, StringBuilder label)
    {
        var word = Bytes.Text(r.Word("a section text")).ToUpperInvariant();
        label.Append(word);
        switch (word)
        {
            case "HEADER": s.Text = SectionText.Header; return;
            case "TEXT": s.Text = SectionText.Text; return;
            case "MIME" when s.Part.Count > 0: s.Text = SectionText.Mime; return;
            case "HEADER.FIELDS" or "HEADER.FIELDS.NOT": break;
            default: r.Misfit("a section text"); return;
        }
        s.Text = SectionText.HeaderFields;
        s.Not = word.Length > "HEADER.FIELDS".Length;
        r.Sp();
        r.Take('(', "a list of header names");
        var names = new List<byte[]>();
        do
            names.Add(r.AString("a header name"));
        while (r.Ok && names.Count < NameLimit && r.TryTake(' '));
        r.Take(')', "the end of the header names");
        s.Names = names;
        label.Append(" (").AppendJoin(' ', names.Select(static n => ImapText.AString(Bytes.Text(n)))).Append(')');
    }
}

using System.Globalization;
using System.Text;

namespace MailSuite.Pipe;

/// <summary>What a transport's line in master.cf says behind "pipe": the rights, the message's form, and the command.</summary>
internal sealed class PipeAttributes
{
    private const string Folds = "hqu";
    private static readonly (char Flag, CopyHeaders Header)[] Headers =
    [
        ('B', CopyHeaders.BlankLine), ('D', CopyHeaders.DeliveredTo), ('F', CopyHeaders.MboxFrom), ('O', CopyHeaders.OriginalTo),
        ('R', CopyHeaders.ReturnPath), ('.', CopyHeaders.DoubleDots), ('>', CopyHeaders.QuoteFrom),
    ];

    private readonly CommandAttributes command;
    private string folds = "";

    /// <summary>Reads them; anything that is not known, or missing, is fatal.</summary>
    public PipeAttributes(IReadOnlyList<string> words, MailConfig config) => command = new CommandAttributes(words, config, Take);

    private bool Take(string name, string value)
    {
        switch (name)
        {
            case "directory": Directory = value; return true;
            case "chroot": Root = value; return true;
            case "eol": LineEnd = Unescape(value); return true;
            case "null_sender": NullSender = value; return true;
            case "size": SizeLimit = Size(value); return true;
            case "flags": folds = Flags(value); return true;
            default: return false;
        }
    }

    /// <summary>argv=: the program and its arguments, with macros.</summary>
    public IReadOnlyList<string> Arguments => command.Arguments;
    /// <summary>user=.</summary>
    public Credentials Owner => command.Owner;
    /// <summary>directory=; null is the queue directory.</summary>
    public string? Directory { get; private set; }
    /// <summary>chroot=; null is none.</summary>
    public string? Root { get; private set; }
    /// <summary>eol=.</summary>
    public string LineEnd { get; private set; } = "\n";
    /// <summary>null_sender=: stands for the empty sender.</summary>
    public string NullSender { get; private set; } = AddressRewriter.MailerDaemon;
    /// <summary>size=: the largest message, in bytes; 0 is no limit.</summary>
    public long SizeLimit { get; private set; }
    /// <summary>What flags= puts before, around and into the message.</summary>
    public CopyHeaders Copy { get; private set; }
    /// <summary>Flag X: the command is where mail ends, so a success is "delivered" and not "relayed".</summary>
    public bool IsFinal { get; private set; }
    /// <summary>Flag h: domains in lower case.</summary>
    public bool LowerDomain => folds.Contains('h');
    /// <summary>Flag u: local parts in lower case.</summary>
    public bool LowerUser => folds.Contains('u');
    /// <summary>Flag q: addresses in their quoted form.</summary>
    public bool Quote => folds.Contains('q');

    private string Flags(string value)
    {
        var folding = new StringBuilder();
        foreach (char c in value)
        {
            var header = Array.Find(Headers, h => h.Flag == c);
            if (header.Header != CopyHeaders.None)
                Copy |= header.Header;
            else if (c == 'X')
                IsFinal = true;
            else if (Folds.Contains(c))
                folding.Append(c);
            else
                throw new FatalException($"unknown flag: {c} (ignored)");
        }
        return folding.ToString();
    }

    private static long Size(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size > 0 ? size : throw new FatalException($"bad size= value: {value}");

    /// <summary>Backslash sequences of C: \a \b \f \n \r \t \v \\ and up to three octal digits.</summary>
    internal static string Unescape(string text)
    {
        const string Letters = "abfnrtv\\", Meanings = "\a\b\f\n\r\t\v\\";
        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || ++i == text.Length)
            {
                if (i < text.Length)
                    result.Append(text[i]);
                continue;
            }
            int octal = 0, digits = 0;
            for (; digits < 3 && i < text.Length && text[i] is >= '0' and <= '7'; digits++)
                octal = octal * 8 + (text[i++] - '0');
            if (digits > 0)
            {
                result.Append((char)(octal & 0xff));
                i--;
            }
            else
                result.Append(Letters.IndexOf(text[i]) is >= 0 and var known ? Meanings[known] : text[i]);
        }
        return result.ToString();
    }
}

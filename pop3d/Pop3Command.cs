using MailSuite.Pop3d.Commands;
using MailSuite.Protocol.Pop3;

namespace MailSuite.Pop3d;

/// <summary>In which states a command is allowed.</summary>
[Flags]
internal enum When
{
    /// <summary>Before the login.</summary>
    Authorization = 1,
    /// <summary>After it.</summary>
    Transaction = 2,
    /// <summary>Always.</summary>
    Both = 3,
}

/// <summary>A command's handler: reads the arguments, refuses what the state forbids, does it, and returns the reply.</summary>
internal delegate Pop3Reply Handler(Pop3Session session, Pop3Line line);

/// <summary>A command of POP3, and what CAPA says because of it.</summary>
internal sealed record Pop3Command(string Name, Handler Run, When When, Func<Pop3Session, string?>? Capability = null)
{
    private static readonly Pop3Command[] Table =
    [
        new("CAPA", Greeting.Capa, When.Both),
        new("TOP", Reading.Top, When.Transaction, static _ => "TOP"),
        new("UIDL", Listing.Uidl, When.Transaction, static _ => "UIDL"),
        new("STLS", Login.Stls, When.Authorization, static s => s is { OffersTls: true, Tls: null } ? "STLS" : null),
        new("USER", Login.User, When.Authorization, static s => s.Authentication is { } a && a.AllowsPlaintext(s) ? "USER" : null),
        new("PASS", Login.Pass, When.Authorization),
        new("AUTH", Login.Auth, When.Authorization, static s => s.Authentication?.Mechanisms(s) is { Count: > 0 } names ? "SASL " + string.Join(' ', names) : null),
        new("STAT", Listing.Stat, When.Transaction),
        new("LIST", Listing.List, When.Transaction),
        new("RETR", Reading.Retr, When.Transaction),
        new("DELE", Deleting.Dele, When.Transaction),
        new("RSET", Deleting.Rset, When.Transaction),
        new("NOOP", static (_, _) => Replies.Nothing, When.Transaction),
        new("QUIT", Deleting.Quit, When.Both),
    ];

    // What we can do without a command of its own.
    private static readonly string[] Always = ["RESP-CODES", "PIPELINING", "AUTH-RESP-CODE"];

    internal static Pop3Command? Find(ReadOnlySpan<byte> keyword)
    {
        foreach (var command in Table)
            if (keyword.Length == command.Name.Length && Bytes.Same(Bytes.Text(keyword), command.Name))
                return command;
        return null;
    }

    /// <summary>The lines of CAPA.</summary>
    internal static IEnumerable<string> Capabilities(Pop3Session session) =>
        [.. Table.Select(c => c.Capability?.Invoke(session)).OfType<string>(), .. Always];
}

using System.Globalization;
using MailSuite.Mail;

namespace MailSuite.Qmgr;

/// <summary>What many messages have in common, so that thousands share it: most ask for nothing, and come from few clients.</summary>
/// <param name="Encoding">"7bit", "8bit" or empty.</param>
/// <param name="EnvelopeId">RFC 3461 ENVID.</param>
/// <param name="SendOptions">Bits of <see cref="SendOption"/>.</param>
/// <param name="Return">RFC 3461 RET.</param>
/// <param name="Filter">content_filter's destination.</param>
/// <param name="Redirect">Where all of it goes instead.</param>
/// <param name="Verp">The two delimiters of VERP (each recipient gets a sender address of its own); empty without it.</param>
/// <param name="Client">Who brought it, without what differs from message to message: most are their own log_ident, and each has its connection's port.</param>
internal sealed record EnvelopeOptions(string Encoding, string EnvelopeId, int SendOptions, int Return, string Filter, string Redirect, string Verp, ClientAttributes Client)
{
    internal static EnvelopeOptions Plain { get; } = new("", "", 0, 0, "", "", "", ClientAttributes.Empty);
}

/// <summary>A message in the active queue: its envelope but for the recipients, and how much of it is under way.</summary>
internal sealed class QueuedMessage
{
    internal required string Id { get; init; }
    internal required long DataOffset { get; init; }
    internal required long DataSize { get; init; }
    internal required string Sender { get; init; }
    internal EnvelopeOptions Options { get; init; } = EnvelopeOptions.Plain;
    internal long ArrivalMicros { get; init; }
    internal long CreateMicros { get; init; }
    internal long WarnAt { get; init; }
    internal long WarnOffset { get; init; }

    /// <summary>The sender was warned of a delay, and is to hear when it is over.</summary>
    internal bool TellsOfSuccess { get; init; }
    internal bool Traced { get; init; }
    internal long TraceOffset { get; init; }
    internal bool VerifyOnly { get; init; }
    internal bool Probe { get; init; }
    internal bool ForceExpire { get; init; }
    internal bool OwnIdent { private get; init; }

    /// <summary>0: what it says of its client's port is no number, and stands in <see cref="Options"/>.</summary>
    internal ushort ClientPort { private get; init; }
    internal ClientAttributes Client => Options.Client with
    {
        LogIdent = OwnIdent ? Id : Options.Client.LogIdent,
        Port = ClientPort > 0 ? ClientPort.ToString(CultureInfo.InvariantCulture) : Options.Client.Port,
    };

    /// <summary>Somebody asked for this message to be tried now, whatever was known of its destinations.</summary>
    internal bool Unthrottle { get; init; }

    /// <summary>defer_transports does not count for this attempt.</summary>
    internal bool IsFlushed { get; set; }

    /// <summary>Where the recipients go on that were not read yet, and how many they are.</summary>
    internal long ReadOffset { get; set; }
    internal int Unread { get; set; }

    /// <summary>Recipients that wait or are with agents, and when some were read last (milliseconds of the loop).</summary>
    internal int InMemory { get; set; }
    internal long LastRead { get; set; }

    /// <summary>The first of its jobs, one for each transport.</summary>
    internal Job? FirstJob { get; set; }

    /// <summary>When it became active, microseconds.</summary>
    internal long ActiveMicros { get; set; }

    /// <summary>It has been in the deferred queue: its logs may have entries of earlier attempts.</summary>
    internal bool WasDeferred { get; set; }

    /// <summary>Somebody has worked on it of whom we heard nothing (a qmgr before us, an agent that vanished): its logs may have entries.</summary>
    internal bool MayHaveLogs { get; set; }

    /// <summary>Entries that are waiting for an agent or with one.</summary>
    internal int EntriesLeft { get; set; }

    /// <summary>Recipients not done after their delivery attempt: the message must stay.</summary>
    internal int Unfinished { get; set; }

    /// <summary>Which of the logs bounce/, defer/, trace/ have entries (<see cref="DeliveryLogs"/>).</summary>
    internal int Logs { get; set; }

    /// <summary>The sender as a recipient's server will see it: with VERP the recipient is part of it, "owner+user=domain@sender.example".</summary>
    internal string SenderFor(DeliveryRecipient recipient) => VerpSender.For(Sender, Options.Verp, recipient.Original, recipient.Address);

    /// <summary>Flags for its delivery requests.</summary>
    internal int DeliveryFlagsBase => (Traced ? DeliveryFlags.Trace : 0) | (VerifyOnly ? DeliveryFlags.VerifyOnly : 0) | (Probe ? DeliveryFlags.Probe : 0)
        | (TellsOfSuccess ? DeliveryFlags.DelayCleared : 0);
}

using System.Globalization;

namespace MailSuite.Postdrop;

/// <summary>
/// postdrop(1): takes a message as queue file records from standard input into maildrop, and says on standard output what became of it. Other
/// programs than our sendmail use it; with its caller's rights, as everything of ours (docs/decisions/0002-maildrop.md).
/// </summary>
public static class Program
{
    private const string Usage = "usage: postdrop [-c config_dir] [-v]";

    /// <summary>What may stand in each part of the input, in their order.</summary>
    private static readonly string[] Segments = ["MFSRVA", "XLN", "EAR"];
    private static readonly RecordType[] SegmentEnds = [RecordType.Message, RecordType.Extra, RecordType.End];

    /// <summary>Exit status 0 means that the message is durably there, or that there was none.</summary>
    public static int Main(string[] args) => CommandStart.Run("postdrop", () => Run(args));

    private static int Run(string[] args)
    {
        var options = CommandStart.Options(args, "+c:rv", Usage);
        if (Sys.Uid == 0)
            Log.Verbose = options.Count('v');
        var config = CommandStart.Configure("postdrop", options.Value('c'));
        CommandStart.LogToMailLog(config, "postdrop");
        Sys.ChangeDirectory(config.Get(GlobalParams.QueueDirectory));
        UserAcl.Require(config, PostdropParams.AuthorizedSubmitUsers, Sys.Uid, "submit mail");
        try
        {
            using var file = MaildropFile.Create(config);
            Say(("protocol", "postdrop_protocol"), ("queue_id", file.Name));
            bool? complete = Copy(config, file.Records);
            if (complete == true)
                file.Commit();
            // A caller who went away in the middle of his message waits for no answer.
            if (complete is { } good)
                Say(("status", good ? "0" : "1"), ("reason", ""));
            return complete == false ? 1 : 0;
        }
        catch (CorruptRecordException e)
        {
            Log.Warning($"stdin: {e.Message}");
            throw new FatalException($"uid={Sys.Uid}: malformed input");
        }
        catch (UnixException e) when (e.Errno != Errno.PIPE)
        {
            throw new FatalException($"uid={Sys.Uid}: {e.Message}");
        }
    }

    private static void Say(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        string text = "";
        foreach (var (name, value) in attributes)
            text += $"{name}\0{value}\0";
        Sys.Write(1, Bytes.Of(text + "\0"));
    }

    /// <summary>Copies the records; false when sender or recipients are missing, null when the input ends early.</summary>
    private static bool? Copy(MailConfig config, RecordWriter to)
    {
        long limit = config.Get(GlobalParams.MessageSizeLimit), size = 0;
        var input = new StreamRecords(0);
        bool from = false, recipients = false;
        for (int segment = 0; segment < Segments.Length;)
        {
            var type = input.Read(out var payload);
            if (type == RecordType.None)
                return null;
            if (!Segments[segment].Contains((char)type))
                throw new FatalException($"uid={Sys.Uid}: unexpected record type: {(int)type}");
            from |= type == RecordType.From && segment == 0;
            recipients |= type == RecordType.Recipient;
            if (type == RecordType.Attribute && segment != 1 && !IsWelcome(Bytes.Text(payload)))
                continue;
            size += payload.Length + 1;
            if (limit > 0 && size > limit + (1 << 20))
                throw new FatalException($"uid={Sys.Uid}: {Errno.FBIG.Text()}");
            to.Write(type, payload);
            if (type == SegmentEnds[segment])
                segment++;
        }
        return from && recipients;
    }

    /// <summary>What a user may say about his own message; the rest is for the mail system to say.</summary>
    private static bool IsWelcome(string attribute)
    {
        int equals = attribute.IndexOf('=');
        if (equals <= 0)
        {
            Log.Warning($"uid={Sys.Uid}: ignoring malformed record: {(equals < 0 ? "missing '=' after attribute name" : "missing attribute name")}: {Short(attribute)}");
            return false;
        }
        string name = attribute[..equals], value = attribute[(equals + 1)..];
        bool welcome = name switch
        {
            "encoding" => value is "7bit" or "8bit" or "none",
            "rewrite_context" => value is "local" or "remote",
            "trace_flags" or "ret_flags" or "notify_flags" or "sendopts" or "create_time" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            "envelope_id" or "dsn_orig_rcpt" => true,
            _ => false,
        };
        if (!welcome)
            Log.Warning($"uid={Sys.Uid}: ignoring attribute record: {Short(attribute)}");
        return welcome;
    }

    private static string Short(string text) => text.Length > 200 ? text[..200] : text;
}

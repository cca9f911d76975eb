using System.Text;
using MailSuite.Auth.Backends;
using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Net;
using MailSuite.Protocol;
using MailSuite.Protocol.Imap;
using MailSuite.Protocol.Mime;
using MailSuite.Protocol.Pop3;
using MailSuite.Qmgr;

namespace MailSuite.Tests.Fuzz;

/// <summary>A parser that meets bytes of strangers.</summary>
/// <param name="Name">Its name; the folder of its corpus.</param>
/// <param name="Run">Gives it an input, and throws when what it made of it cannot be.</param>
/// <param name="Words">Words of its grammar.</param>
public sealed partial record Target(string Name, Action<byte[]> Run, params string[] Words)
{
    /// <summary>The exceptions by which it refuses an input.</summary>
    public HashSet<Type> May { get; init; } = [];

    /// <summary>How much memory it may use up for each byte of its input.</summary>
    public int BytesPerByte { get; init; } = 512;

    private static readonly MailConfig Config = MailConfig.FromText("myhostname = fuzz.example\nqueue_directory = /tmp\n", "/nonexistent");
    private static readonly Scratch Files = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        new("smtp-command", SmtpCommand, "MAIL FROM:", "RCPT TO:", "EHLO ", "BDAT ", " SIZE=", " BODY=8BITMIME", " SMTPUTF8", " NOTIFY=SUCCESS,FAILURE", " ORCPT=rfc822;", " ENVID=", "<a@b>", "\"a b\"@c", "[127.0.0.1]", "[IPv6:::1]", "<@a,@b:c@d>"),
        new("dsn-options", DsnOptions, "+2B", "+00", "+", "\\x{", "\\x{110000}", "}", "rfc822;", "utf-8;", "+3D"),
        new("addresses", Addresses, "Name <a@b>", "\"q\\\"x\" <a@b>", "g: a@b, c@d;", "(comment)", "<@r1,@r2:u@h>", "a.b.@c", ",", ";", ":", "=?utf-8?q?x?="),
        new("mime", Mime, "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: message/rfc822\n", "\n--b\n", "\n--b--\n", "\n\n", "Subject: x\n", "filename*0*=utf-8''", "charset=\"", "Content-Transfer-Encoding: base64\n"),
        new("mime-content", Content, "Content-Type: multipart/mixed; boundary=\"b\"\n", "Content-Type: message/rfc822\n", "--b\n", "--b--\n", "\n", "Content-Transfer-Encoding: 8bit\n"),
        new("queue-file", QueueFile, "C", "T", "S", "A", "R", "O", "D", "M", "N", "X", "E", "p", "notify_flags=", "create_time=", "trace_flags=") { May = [typeof(CorruptRecordException), typeof(OverflowException)] },
        new("bounce-log", BounceLog, "recipient=", "offset=", "dsn_orig_rcpt=", "notify_flags=", "status=", "action=", "reason=", "\n\n"),
        new("main.cf", MainCf, "myhostname = ", "$myhostname", "${mynetworks?{a}:{b}}", "${{a} == {b} ? {c} : {d}}", "\n  ", "#", "queue_directory=", "smtpd_timeout = ", "s", "d", "$$", "${") { May = [typeof(FatalException), typeof(MacroException)], BytesPerByte = 4096 /* a value that names itself is read 100 times */ },
        new("master.cf", static b => MasterCf.FromText(Bytes.Text(b), "master.cf", Config), "smtp inet n - n - - smtpd", "unix", "fifo", "\n  -o ", "{", "}", "-o { a = b }", "127.0.0.1:25", "[::1]:25", "1?") { May = [typeof(FatalException), typeof(MacroException)] },
        new("tables", TextTables, "key value\n", "if /x/\n", "endif\n", "10.0.0.0/8 ", "!", "::1/128 x\n", "  continued\n", "#") { May = [typeof(FatalException)] },
        new("patterns", Patterns, "/^a(b*)c$/i x $1\n", "if /x/\n", "endif\n", "!/y/ z\n", "(?:", "[[:alpha:]]", "${1}", "$(2)", "$$", "{1000}", "\\d+") { May = [typeof(FatalException)] },
        new("databases", Databases) { May = [typeof(FatalException)] },
        new("imap-command", Imap, "FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (A B)]<0.10>)", "BODY[1.2.3.MIME]", "SEARCH OR NOT SEEN (SINCE 1-Jan-2020)", "{10}\r\n", "{3+}\r\nabc", "\"q\\\"\"", "NIL", "(\\Seen $x)", "1:5,7,*", "$", "UID ", "MODSEQ ", "CHARSET utf-8", "&AOQ-"),
        new("pop3-command", Pop3, "TOP 1 2", "RETR ", "UIDL", "USER ", "PASS ", "APOP ", "LAST"),
        new("dns-answer", Dns, "\u0003www\u0007example\u0003com\0", "\0\u0001\0\u0001", "\0\u000f\0\u0001", "\0\u0005", "\0\u0010"),
        new("ipc", Ipc, "serial\0", "1\0", "status\0", "reason\0", "queue_id\0", "protocol\0", "\0\0") { May = [typeof(IpcException)] },
        new("proxy-header", static b => ProxyHeader.Read(b, out _, out int length, out _).Equals(length <= b.Length), "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n", "PROXY UNKNOWN\r\n", "\r\n\r\n\0\r\nQUIT\n", "TCP6", "::1"),
        new("smtp-replies", Replies, "250 ", "250-", "550 5.1.1 ", "354 go", "\r\n", "421", "250-SIZE 1\r\n", "250-AUTH PLAIN\r\n", "5.7.999 ") { May = [typeof(PeerGoneException)] },
        new("auth-replies", AuthReplies, "OK\t1\tuser=a", "FAIL\t1\ttemp", "CONT\t1\t", "VERSION\t1\t2", "\t", "=", "code=temp_fail"),
        new("aliases", Aliases, "name: value", ", ", "|command", "/file", ":include:/f", "\"|a b\"", "<a@b>", "(c)", "\\name", "owner-x: y", "\n  "),
        new("bounce-templates", Templates, "failure_template = <<EOF\n", "EOF\n", "From: x\n", "Subject: x\n", "Charset: utf-8\n", "\n\n", "$maximal_queue_lifetime", "${delay_warning_time_hours}") { May = [typeof(FatalException)] },
        new("passwd-file", static b => PasswdFile.Parse(Bytes.Text(b), "passwd"), "a:{PLAIN}b:1:2::/h::x=y", "::", ":", "{SHA256-CRYPT}", "#", "userdb_mail=mbox:~/m", "99999999999"),
    ];

    private static void SmtpCommand(byte[] bytes)
    {
        var line = SmtpCommandLine.Parse(bytes);
        for (int i = 0; i < 12; i++)
            foreach (bool strict in (bool[])[false, true])
                if (SmtpPath.TryParse(line.Argument(i), allowEmpty: true, strict, out string address))
                    Need(!address.AsSpan().ContainsAny('\r', '\n', '\0'), "an address with a line end");
        SmtpReply.FromText(Bytes.Text(bytes));
    }

    private static void DsnOptions(byte[] bytes)
    {
        string text = Bytes.Text(bytes);
        if (Xtext.Decode(text) is { } plain)
            Need(Xtext.Decode(Xtext.Encode(plain)) == plain, "xtext does not come back");
        if (Utf8Xtext.Decode(text) is { } utf8)
            Need(Utf8Xtext.Decode(Utf8Xtext.Encode(utf8)) == utf8, "utf-8-xtext does not come back");
        Xtext.DecodeBytes(text);
    }

    private static void Addresses(byte[] bytes)
    {
        foreach (var found in AddressScanner.Scan(bytes, 1000, out _))
            Need(found.Start >= 0 && found.Length >= 0 && found.Start + found.Length <= bytes.Length, "an address beyond its field");
        EnvelopeAddresses.Read(bytes);
        string text = Bytes.Text(bytes);
        MailAddress.Unquote(text);
        string quoted = MailAddress.Quote(text);
        Need(MailAddress.Quote(MailAddress.Unquote(quoted)) == quoted, "quoting is not stable");
        DisplayName.Phrase(text);
    }

    private static void Mime(byte[] bytes)
    {
        var reader = new MimeReader();
        foreach (byte[] piece in bytes.Chunk(777))
            if (!reader.Feed(piece))
                break;
        var part = reader.Finish();
        var to = new System.Buffers.ArrayBufferWriter<byte>();
        ImapStructure.Envelope(to, part);
        ImapStructure.Body(to, part, extended: true);
        Need(to.WrittenSpan.IndexOf((byte)0) < 0, "a NUL in a structure");
        MimeFields.ReadContentType(bytes, out _, out _, out _);
        MimeFields.ReadDisposition(bytes, out _, out _);
        MimeFields.ReadList(bytes);
        for (var fields = new HeaderFields(bytes); fields.MoveNext();)
            ImapDate.TryParseMessageDate(fields.Value, out _);
        ImapDate.TryParseMessageDate(bytes, out _);
    }

    private static void Content(byte[] bytes)
    {
        var content = new MimeContent(new Nowhere(), new MimeContentOptions(false, default, 102400, 100, 2048));
        foreach (var range in Lines(bytes))
            content.Line(bytes.AsSpan(range), false);
        content.End();
    }

    private sealed class Nowhere : IMimeContent
    {
        public void Header(HeaderPlace place, ReadOnlySpan<byte> header) { }
        public void EndOfHeader(bool byText) { }
        public void Body(ReadOnlySpan<byte> line, bool more) { }
        public void NextBody() { }
        public void Fault(MimeFault fault, ReadOnlySpan<byte> text) { }
    }

    private static List<Range> Lines(byte[] bytes)
    {
        var lines = new List<Range>();
        for (int at = 0; at < bytes.Length;)
        {
            int n = bytes.AsSpan(at).IndexOf((byte)'\n');
            int end = n < 0 ? bytes.Length : at + n;
            lines.Add(at..end);
            at = end + 1;
        }
        return lines;
    }

    private static void QueueFile(byte[] bytes)
    {
        Files.Write("active/A1B2C3", bytes);
        var recipients = new List<DeliveryRecipient>();
        var reader = new EnvelopeReader(Config, Files.Queue);
        var message = reader.Read("A1B2C3", 3, recipients);
        for (int i = 0; message is { Unread: > 0 } && i < 10_000; i++)
        {
            recipients.Clear();
            reader.ReadMore(message, 3, recipients);
        }
        Need(message?.Unread is null or 0, "recipients without end");
    }

    private static void MainCf(byte[] bytes)
    {
        var config = MailConfig.FromText(Bytes.Text(bytes), "/nonexistent");
        config.Get(GlobalParams.Myhostname);
        config.Get(GlobalParams.QueueDirectory);
        config.Get(SmtpdParams.Timeout);
        config.Expand(Bytes.Text(bytes));
    }

    private static void TextTables(byte[] bytes)
    {
        Files.Write("table", bytes);
        foreach (string type in (string[])["texthash", "cidr"])
            Find(Tables.Open($"{type}:{Files.Folder}/table", Config));
        Find(Tables.Open("inline:" + Bytes.Text(bytes), Config));
    }

    // regexp: is not here. Its patterns are compiled by libc, which gives a{1000}{1000} the memory that it asks for; they are an administrator's.
    private static void Patterns(byte[] bytes)
    {
        Files.Write("patterns", bytes);
        Find(Tables.Open($"pcre:{Files.Folder}/patterns", Config));
    }

    private static void Databases(byte[] bytes)
    {
        foreach (var (type, suffix) in ((string, string)[])[("hash", ".db"), ("btree", ".db"), ("cdb", ".cdb")])
        {
            Files.Write("base" + suffix, bytes);
            Find(Tables.Open($"{type}:{Files.Folder}/base", Config));
        }
    }

    private static void Find(LookupTable table)
    {
        foreach (string key in (string[])["", "key", "10.1.2.3", "root", "x@y.example"])
            table.Find(key);
        try
        {
            table.Entries()?.Take(1000).Count();
        }
        catch (Exception e) when (e.GetType().Name == "CorruptTableException")
        {
            // What postmap -s says of such a file.
        }
        (table as IDisposable)?.Dispose();
    }

    private static void Imap(byte[] bytes)
    {
        var r = new ImapReader(bytes);
        FetchItems.Read(ref r);
        r = new ImapReader(bytes);
        SearchKey.ReadAll(ref r);
        r = new ImapReader(bytes);
        r.Atom();
        r.Sp();
        var set = r.Set();
        if (r.Ok && !set.IsSaved)
            SequenceSet.Contains(set.Resolve(100), 7);
        r.Sp();
        r.StoreFlags();
        r = new ImapReader(bytes);
        r.Mailbox();
        r.Sp();
        r.FlagList();
        r.Sp();
        r.DateTime();
        r = new ImapReader(bytes);
        r.ListMailbox();
        r.AString();
        ImapReader.TryLiteralSize(bytes, out _, out _);
    }

    private static void Pop3(byte[] bytes)
    {
        var line = new Pop3Line(bytes);
        line.Word();
        line.Number();
        line.Number();
        line.End();
        line = new Pop3Line(bytes);
        line.Rest();
    }

    private static void Dns(byte[] bytes)
    {
        foreach (var type in Enum.GetValues<DnsType>())
            DnsMessage.Read(bytes, "www.example.com", type, out _);
    }

    // Every message between daemons: they are found by themselves.
    private static readonly Func<AttrReader, object>[] Messages =
        [.. typeof(AttrReader).Assembly.GetTypes().Where(static t => t.GetInterfaces().Any(static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IIpcMessage<>)))
            .Select(static t => t.GetMethod("Read", [typeof(AttrReader)])!.CreateDelegate<Func<AttrReader, object>>())];

    private static void Ipc(byte[] bytes)
    {
        IpcException? refused = null;
        foreach (var read in Messages)
            try
            {
                read(new AttrReader(bytes));
            }
            catch (IpcException e)
            {
                refused = e;
            }
        if (refused != null)
            throw refused;
    }

    private static void BounceLog(byte[] bytes)
    {
        var records = BounceRecord.Parse(Bytes.Text(bytes));
        var excerpts = new LogExcerpts();
        excerpts.Parse(bytes, "defer");
        Need(excerpts.Entries.Count() <= records.Count + 1, "the listing shows recipients that no notice would name");
    }

    internal static void Need(bool so, string otherwise)
    {
        if (!so)
            throw new InvalidOperationException(otherwise);
    }
}

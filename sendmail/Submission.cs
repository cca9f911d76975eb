namespace MailSuite.Sendmail;

/// <summary>Reads a message from standard input and drops it into maildrop. Exit status 0 means that it is durably there.</summary>
internal static class Submission
{
    // Bits of the attribute trace_flags, as qmgr reads them: say what would happen, say what happened.
    private const int TraceVerifyOnly = 0x200, TraceRecord = 0x400;

    // More than fit into a header of any sensible size; pickup takes no more either.
    private const int MostAddresses = 1_000_000;

    public static int Run(MailConfig config, SendmailOptions options)
    {
        int uid = Sys.Uid;
        UserAcl.Require(config, PostdropParams.AuthorizedSubmitUsers, uid, "submit mail");
        var who = Accounts.User(uid, out var account) == AccountAnswer.Found ? account : null;
        string login = who?.Name ?? $"unknown-{uid}";
        try
        {
            using var file = MaildropFile.Create(config);
            string sender = Envelope(config, file.Records, options, login, who);
            int recipients = Recipients(file.Records, options.Recipients, options);
            file.Records.Write(RecordType.Message, default(ReadOnlySpan<byte>));
            var headers = options.FromHeaders ? new HeaderRecipients(config.Get(GlobalParams.HeaderSizeLimit)) : null;
            if (options.VerifyOnly)
                Probe(file.Records, options, login);
            else
                Content(file.Records, options, headers, config, $"{login}({uid})");
            file.Records.Write(RecordType.Extra, default(ReadOnlySpan<byte>));
            if (headers != null)
                recipients += Recipients(file.Records, headers.Found, options);
            if (headers is { IsIncomplete: true })
                throw new FatalException($"{login}({uid}): unable to extract recipients: message header length exceeds safety limit", ExitStatus.DataError);
            file.Records.Write(RecordType.End, default(ReadOnlySpan<byte>));
            if (recipients == 0)
                throw new FatalException("No recipient addresses found in message header", ExitStatus.Usage);
            file.Commit();
            if (TraceFlags(options) != 0)
                Sys.WriteOnce(1, Bytes.Of($"Mail Delivery Status Report will be mailed to <{sender}>.\n"));
            return 0;
        }
        catch (UnixException e)
        {
            throw new FatalException($"{login}({uid}): queue file write error: {e.Message}", ExitStatus.TempFail);
        }
    }

    /// <summary>Writes what comes before the recipients; returns the sender.</summary>
    private static string Envelope(MailConfig config, RecordWriter to, SendmailOptions options, string login, UserAccount? who)
    {
        if (options.EnvelopeId.Length > 0)
            to.Attribute("envelope_id", options.EnvelopeId);
        if (options.Return != 0)
            to.Attribute("ret_flags", options.Return);
        to.Attribute("rewrite_context", options.Remote ? "remote" : "local");
        string fullName = options.FullName ?? Sys.GetEnvironment("NAME") ?? FromGecos(who);
        if (fullName.Length > 0 && options.Sender == null || options.FullName is { Length: > 0 })
            to.Write(RecordType.FullName, Bytes.Printable(fullName));
        string sender = options.Sender is { } given ? SenderOf(given) : login;
        Check(config, sender);
        to.Write(RecordType.From, sender);
        if (options.Verp is { } delimiters)
            to.Write(RecordType.Verp, sender.Length > 0 ? VerpDelimiters(config, delimiters) : throw new FatalException("-V option requires non-null sender address", ExitStatus.Usage));
        if (options.SendOptions != 0)
            to.Attribute("sendopts", options.SendOptions);
        if (options.Encoding.Length > 0)
            to.Attribute("encoding", options.Encoding);
        if (TraceFlags(options) is var trace and not 0)
            to.Attribute("trace_flags", trace);
        return sender;
    }

    private static int TraceFlags(SendmailOptions options) => options.VerifyOnly ? TraceVerifyOnly : options.Verbose == 1 ? TraceRecord : 0;

    private static void Check(MailConfig config, string sender)
    {
        string tables = LocalParams.LoginSenderMaps.Name;
        string? wrong = LoginSenders.May(config, Sys.Uid, sender) switch
        {
            LookupStatus.Found => null,
            LookupStatus.TryLater => $"{tables} table lookup error for '{config.Get(LocalParams.LoginSenderMaps)}'",
            _ => $"not authorized to use sender='{Bytes.Printable(sender)}'",
        };
        if (wrong != null)
            throw new FatalException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Bytes.Printable(sender)}({Sys.Uid}): {wrong}"), ExitStatus.TempFail);
    }

    private static string FromGecos(UserAccount? who)
    {
        string name = who?.Gecos.Split(',')[0] ?? "";
        // "&" stands for the login name with a capital.
        return who is { Name.Length: > 0 } ? name.Replace("&", char.ToUpperInvariant(who.Name[0]) + who.Name[1..], StringComparison.Ordinal) : name;
    }

    private static string SenderOf(string text)
    {
        var found = AddressScanner.Scan(Bytes.Of(text), 10, out _);
        if (found.Count > 1)
            Log.Warning($"-f option specified malformed sender: {text}");
        return found is [var first, ..] ? first.Address : "";
    }

    private static string VerpDelimiters(MailConfig config, string given) => given.Length == 0 ? config.Get(GlobalParams.DefaultVerpDelimiters)
        : VerpSender.IsAllowed(config, given) ? given
        : throw new FatalException($"-V requires two characters from {config.Get(GlobalParams.VerpDelimiterFilter)}", ExitStatus.Usage);

    private static int Recipients(RecordWriter to, IEnumerable<string> lists, SendmailOptions options)
    {
        int count = 0;
        foreach (string list in lists)
            foreach (var found in AddressScanner.Scan(Bytes.Of(list), MostAddresses, out _))
            {
                if (found.Address.Length == 0)
                    continue;
                if (options.Notify != 0)
                    to.Attribute("notify_flags", options.Notify);
                to.Write(RecordType.Recipient, found.Address);
                count++;
            }
        return count;
    }

    /// <summary>-bv: a message that nobody gets, without a look at standard input. The report shows its header.</summary>
    private static void Probe(RecordWriter to, SendmailOptions options, string login)
    {
        string from = options.Sender is { } given ? SenderOf(given) : login, recipients = string.Join(", ", options.Recipients);
        to.Write(RecordType.Normal, "From: " + Bytes.Printable(MailAddress.Quote(from)));
        to.Write(RecordType.Normal, "Subject: probe");
        to.Write(RecordType.Normal, "To:\t" + Bytes.Printable(recipients));
    }

    private static void Content(RecordWriter to, SendmailOptions options, HeaderRecipients? headers, MailConfig config, string who)
    {
        long limit = config.Get(GlobalParams.MessageSizeLimit);
        // "always": CRLF is a line end; "strict": when the first line has it; "never": a CR is content.
        string endings = config.Get(SendmailParams.SendmailFixLineEndings);
        using var input = new LineStream(new FdTransport(0, 1), 32768);
        bool first = true, goesOn = false, stripCr = false;
        long size = 0;
        while (true)
        {
            var end = input.ReadLine(2048, out var line);
            if (end == LineEnd.End && line.IsEmpty)
                return;
            if (first)
                stripCr = endings == "always" || endings == "strict" && end == LineEnd.CrLf;
            bool more = end == LineEnd.TooLong;
            if (!goesOn && !more && !options.DotIsContent && line.Length == 1 && line[0] == '.')
                return;
            bool separator = first && line.TrimStart((byte)'>').StartsWith("From "u8);
            if (first && !separator && line.Length > 0 && line[0] is (byte)' ' or (byte)'\t')
                to.Write(RecordType.Normal, default(ReadOnlySpan<byte>));
            if (separator && !more)
            {
                first = false;
                continue;
            }
            headers?.Line(line, goesOn, more);
            if (end == LineEnd.CrLf && !stripCr)
                to.Write(RecordType.Normal, [.. line, (byte)'\r']);
            else
                to.Write(more ? RecordType.Continued : RecordType.Normal, line);
            size += line.Length + 1;
            if (limit > 0 && size > limit)
                throw new FatalException($"{who}: message file too big", ExitStatus.Unavailable);
            first = false;
            goesOn = more;
            if (end == LineEnd.End)
                return;
        }
    }
}

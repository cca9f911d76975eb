namespace MailSuite.Store.Maildir;

/// <summary>
/// Messages on their way into a Maildir: written and fsynced in tmp/; at the commit the UIDs are given out under the lock and the files renamed into place,
/// then the directories are fsynced. Lines end in LF on disk, as delivery agents write them.
/// </summary>
internal sealed class MaildirSave(MaildirMailbox box) : SaveBatch
{
    private sealed record Item(string Temporary, string BaseName, MessageFlags Flags, IReadOnlyList<string> Keywords, long Size);

    private readonly List<Item> items = [];
    private readonly byte[] buffer = new byte[16384];
    private int used, fd = -1;
    private bool afterCr, committed;
    private string temporary = "";
    private long size, lines;
    private (MessageFlags Flags, IReadOnlyList<string> Keywords, long? Received) current;

    public override void Begin(MessageFlags flags, IReadOnlyList<string> keywords, long? receivedAt)
    {
        current = (flags, keywords, receivedAt);
        temporary = MaildirName.Unique(box.Clock);
        fd = Sys.Open($"{box.Directory}/tmp/{temporary}", Sys.WrOnly | Sys.Creat | Sys.Excl | Sys.NoFollow, 0x180);
        (size, lines, used, afterCr) = (0, 0, 0, false);
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (afterCr)
            {
                // The CR of a CRLF is dropped, a CR by itself is kept.
                afterCr = false;
                if (bytes[0] != '\n')
                    Put("\r"u8);
            }
            int cr = bytes.IndexOf((byte)'\r');
            Put(cr < 0 ? bytes : bytes[..cr]);
            afterCr = cr >= 0;
            bytes = cr < 0 ? default : bytes[(cr + 1)..];
        }
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        size += bytes.Length;
        lines += bytes.Count((byte)'\n');
        if (bytes.Length > buffer.Length - used)
        {
            Sys.Write(fd, buffer.AsSpan(0, used));
            used = 0;
            if (bytes.Length > buffer.Length)
            {
                Sys.Write(fd, bytes);
                return;
            }
        }
        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    public override void End()
    {
        if (afterCr)
            Put("\r"u8);
        Sys.Write(fd, buffer.AsSpan(0, used));
        if (current.Received is { } at)
            Sys.TrySetTimes(fd, at, at);
        Sys.Fsync(fd);
        Sys.Close(fd);
        fd = -1;
        items.Add(new Item(temporary, $"{temporary},S={size},W={size + lines}", current.Flags, current.Keywords, size));
        temporary = "";
    }

    public override bool Copy(Mailbox from, Message message)
    {
        var names = from.KeywordsOf(message).Where(static n => n.Length > 0).ToList();
        if (from is MaildirMailbox source && source.LinkTo((MaildirMessage)message, $"{box.Directory}/tmp/{temporary = MaildirName.Unique(box.Clock)}", out long bytes))
        {
            var old = ((MaildirMessage)message).BaseName;
            long s = MaildirName.SizeField(old, 'S'), w = MaildirName.SizeField(old, 'W');
            string sizes = s == bytes && w >= 0 ? $",S={s},W={w}" : $",S={bytes}";
            items.Add(new Item(temporary, temporary + sizes, message.Flags, names, bytes));
            temporary = "";
            return true;
        }
        temporary = "";
        using var stream = from.Open(message);
        if (stream == null)
            return false;
        Begin(message.Flags, names, from.ReceivedAt(message));
        var piece = new byte[16384];
        for (int n; (n = stream.Read(piece)) > 0;)
            Write(piece.AsSpan(0, n));
        End();
        return true;
    }

    public override IReadOnlyList<uint> Commit()
    {
        if (items.Count == 0)
            return [];
        if (box.Uids.Refresh() | box.Uids.UidValidity == 0)
            box.Sync();   // what lies there already comes first
        var bits = items.ConvertAll(i => box.KeywordBits(i.Keywords, create: true));
        IReadOnlyList<uint> given;
        bool toNew = false, toCur = false;
        using (box.Uids.Lock())
        {
            box.Uids.Refresh();
            given = box.Uids.Assign(items.ConvertAll(static i => (i.BaseName, "")), () => UidValidityFile.Next(box.Root, box.Clock), static _ => true, durable: true);
            for (int i = 0; i < items.Count; i++)
            {
                // Without flags it is new mail like any other: a local MUA shows it as new.
                bool plain = items[i].Flags == MessageFlags.None && bits[i] == 0;
                string name = plain ? $"new/{items[i].BaseName}" : $"cur/{MaildirName.With(items[i].BaseName, items[i].Flags, (uint)bits[i], "")}";
                Sys.Rename($"{box.Directory}/tmp/{items[i].Temporary}", $"{box.Directory}/{name}");
                toNew |= plain;
                toCur |= !plain;
            }
        }
        committed = true;
        box.KnowUids();
        if (toNew)
            Sys.FsyncDirectory($"{box.Directory}/new");
        if (toCur)
            Sys.FsyncDirectory($"{box.Directory}/cur");
        if (MaildirSize.IsKept(box.Root))
            MaildirSize.Add(box.Root, items.Sum(static i => i.Size), items.Count);
        return given;
    }

    public override void Dispose()
    {
        Sys.CloseQuietly(fd);
        fd = -1;
        if (temporary.Length > 0)
            Sys.TryUnlink($"{box.Directory}/tmp/{temporary}");
        if (!committed)
            foreach (var item in items)
                Sys.TryUnlink($"{box.Directory}/tmp/{item.Temporary}");
        committed = true;
    }
}

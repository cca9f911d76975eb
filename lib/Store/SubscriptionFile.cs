using System.Text;

namespace MailSuite.Store;

/// <summary>
/// The file of subscribed names. Version 2 is "V TAB 2", an empty line and names with their parts separated by TABs; version 1 has one name a line
/// with the store's separator. Read by both servers, written in version 2 (Maildir) or as it was (mbox).
/// </summary>
internal sealed class SubscriptionFile(string path, char separator, string? courier = null)
{
    private const string Version2 = "V\t2";

    internal List<string> Read()
    {
        byte[] content;
        try
        {
            content = Sys.ReadFile(path, 4 << 20);
        }
        catch (UnixException e) when (e.Errno == Errno.NOENT)
        {
            return courier == null ? [] : ReadCourier();
        }
        var lines = Bytes.Text(content).Split('\n');
        bool second = lines[0] == Version2;
        var names = new List<string>();
        foreach (var line in lines.AsSpan(second ? 1 : 0))
            if (line.Length > 0)
                names.Add(second ? line.Replace('\t', separator) : line);
        return names;
    }

    private List<string> ReadCourier()
    {
        if (Sys.TryAccess(courier!, 4) != Errno.None)
            return [];
        var names = new List<string>();
        foreach (var line in Bytes.Text(Sys.ReadFile(courier!, 4 << 20)).Split('\n'))
            if (line.Length > 0)
                names.Add(line.StartsWith("INBOX.", StringComparison.Ordinal) ? line["INBOX.".Length..] : line);
        return names;
    }

    /// <summary>Adds or removes a name under the file's lock; false when there was nothing to do.</summary>
    internal bool Set(string name, bool on)
    {
        using var held = DotLock.Take(path + ".lock", TimeSpan.FromSeconds(30));
        var names = Read();
        if (names.Contains(name) == on)
            return false;
        if (on)
            names.Add(name);
        else
            names.RemoveAll(n => n == name);
        var text = new StringBuilder(Version2 + "\n\n");
        foreach (var n in names)
            text.Append(n.Replace(separator, '\t')).Append('\n');
        Sys.Write(held.Fd, Bytes.Of(text.ToString()));
        held.ReplaceTarget(path);
        return true;
    }
}

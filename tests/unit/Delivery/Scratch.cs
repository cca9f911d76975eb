using MailSuite.Mail;
using MailSuite.Store.Delivery;

namespace MailSuite.Tests.Delivery;

/// <summary>A directory that goes away, and texts for it.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("delivery").FullName;

    public static MessageText Text(string text) => to =>
    {
        to.Add(text);
        return true;
    };

    /// <summary>Items of the user who runs the tests.</summary>
    public static MaildirOwner Mine(params MaildirItem[] items) => new(new Credentials(Sys.EffectiveUid, Sys.EffectiveGid, []), items);

    public string this[string name] => $"{Path}/{name}";

    /// <summary>Writes a queue file; the queue's name, its id, where its content starts, and where the recipient's record is.</summary>
    public DeliveryRequest Request(string recipient, string content, string sender = "s@y.example", string original = "", int flags = DeliveryFlags.AllThatIsLeft)
    {
        Directory.CreateDirectory(this["active"]);
        string id = "A" + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant();
        int fd = Sys.Open($"{this["active"]}/{id}", Sys.RdWr | Sys.Creat, 0x1C0);
        var records = new RecordWriter(fd);
        records.Write(RecordType.From, sender);
        long at = records.Position;
        records.Write(RecordType.Recipient, recipient);
        records.Write(RecordType.Message, "");
        long data = records.Position;
        foreach (string line in content.Split('\n')[..^1])
            records.Write(RecordType.Normal, line);
        records.Write(RecordType.Extra, "");
        records.Write(RecordType.End, "");
        records.Flush();
        Sys.Close(fd);
        return new DeliveryRequest(1, flags, this["active"], id, data, content.Length, "", "", 0, sender, "", 0, 0, 0, ClientAttributes.Empty,
            [new DeliveryRecipient(recipient, original, at, "", 0)]);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

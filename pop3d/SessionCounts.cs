namespace MailSuite.Pop3d;

/// <summary>What a session did, for its last log line.</summary>
internal sealed class SessionCounts
{
    internal int Tops, Retrieved, Deleted;
    internal long Bytes;
}

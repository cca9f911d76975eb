using System.Buffers;
using MailSuite.Mail;
using MailSuite.Maps;
using MailSuite.Protocol;

namespace MailSuite.Smtp;

/// <summary>A table that decides over addresses could not be asked: the message waits.</summary>
internal sealed class TableTroubleException(string table) : Exception($"{table} lookup error");

/// <summary>smtp_generic_maps: addresses that only we know, replaced by ones that the world can answer to - in the envelope and in headers.</summary>
internal sealed class GenericMaps
{
    private readonly AddressMapping mapping;
    private readonly string name;
    private readonly int tokenLimit;

    internal GenericMaps(SmtpSettings settings)
    {
        name = settings.Prefix + "_generic_maps";
        bool extension = SmtpSettings.Words(settings.Config.Get(LocalParams.PropagateUnmatchedExtensions)).Any(static w => Bytes.Same(w, "generic"));
        mapping = new AddressMapping(settings.Maps(SmtpParams.GenericMaps, LmtpParams.GenericMaps), new AddressRewriter(settings.Config), extension);
        tokenLimit = settings.Config.Get(GlobalParams.HeaderAddressTokenLimit);
    }

    internal bool IsEmpty => mapping.IsEmpty;

    internal string? ChangedTable() => mapping.ChangedTable();

    /// <summary>What the world is told instead of an address in internal form.</summary>
    internal string Map(string address)
    {
        if (address.Length == 0 || mapping.IsEmpty)
            return address;
        return mapping.Find(address, out var found) switch
        {
            LookupStatus.Found => found[0],
            LookupStatus.NotFound => address,
            _ => throw new TableTroubleException(name),
        };
    }

    /// <summary>A whole header (lines joined by LF) with its addresses replaced; null when none changes.</summary>
    internal byte[]? Header(ReadOnlySpan<byte> header)
    {
        var kind = HeaderKinds.Of(header[..HeaderKinds.NameLength(header)]);
        if ((kind & (HeaderKind.Sender | HeaderKind.Recipient)) == 0)
            return null;
        int value = header.IndexOf((byte)':') + 1, copied = value;
        ArrayBufferWriter<byte>? result = null;
        foreach (var found in AddressScanner.Scan(header[value..], tokenLimit, out _))
        {
            string now = Map(found.Address);
            if (now == found.Address)
                continue;
            result ??= new ArrayBufferWriter<byte>(header.Length + 256);
            result.Write(copied == value ? header[..(value + found.Start)] : header[copied..(value + found.Start)]);
            result.Write(Bytes.Of(MailAddress.Quote(now)));
            copied = value + found.Start + found.Length;
        }
        if (result == null)
            return null;
        result.Write(header[copied..]);
        return result.WrittenSpan.ToArray();
    }
}

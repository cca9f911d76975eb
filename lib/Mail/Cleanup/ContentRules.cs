using System.Buffers;
using MailSuite.Config;
using MailSuite.Maps;
using MailSuite.Protocol.Mime;

namespace MailSuite.Mail;

/// <summary>What non_empty_end_of_header_action says of a header that ends with text.</summary>
internal enum HeaderEndAction { Fix, AddHeader, Reject }

/// <summary>What content is compared with and searched for: read and opened once for a process.</summary>
internal sealed class ContentRules
{
    public readonly MapList Header, Mime, Nested, Body;
    public readonly int BodyLimit;
    public readonly bool HasChecks, Detects8Bit, ReplacesStrayCrLf, MakesSevenBit;
    /// <summary>message_reject_characters; null when there are none.</summary>
    public readonly SearchValues<byte>? Rejected;
    /// <summary>message_strip_characters; null when there are none.</summary>
    public readonly SearchValues<byte>? Stripped;
    public readonly HeaderEndAction HeaderEnd;
    /// <summary>For mail from outside.</summary>
    public readonly MimeContentOptions Strict;
    /// <summary>For mail of the system itself, which is not judged.</summary>
    public readonly MimeContentOptions Plain;

    public ContentRules(MailConfig config)
    {
        Header = MapList.Of(CleanupParams.HeaderChecks, config);
        Mime = MapList.Of(CleanupParams.MimeHeaderChecks, config);
        Nested = MapList.Of(CleanupParams.NestedHeaderChecks, config);
        Body = MapList.Of(CleanupParams.BodyChecks, config);
        HasChecks = !Header.IsEmpty || !Mime.IsEmpty || !Nested.IsEmpty || !Body.IsEmpty;
        BodyLimit = config.Get(CleanupParams.BodyChecksSizeLimit) is > 0 and var limit ? limit : int.MaxValue;
        Detects8Bit = config.Get(CleanupParams.Detect8bitEncodingHeader);
        ReplacesStrayCrLf = config.Get(CleanupParams.CleanupReplaceStrayCrLf);
        MakesSevenBit = config.Get(CleanupParams.ForceMimeInputConversion);
        Rejected = Characters(CleanupParams.MessageRejectCharacters, config);
        Stripped = Characters(CleanupParams.MessageStripCharacters, config);
        HeaderEnd = config.Get(CleanupParams.NonEmptyEndOfHeaderAction) switch
        {
            "fix_quietly" => HeaderEndAction.Fix,
            "add_header" => HeaderEndAction.AddHeader,
            "reject" => HeaderEndAction.Reject,
            var other => throw new FatalException($"bad parameter value: {CleanupParams.NonEmptyEndOfHeaderAction.Name} = {other}"),
        };
        Plain = new MimeContentOptions(config.Get(GlobalParams.DisableMimeInputProcessing), MimeFault.None,
            config.Get(GlobalParams.HeaderSizeLimit), config.Get(GlobalParams.MimeNestingLimit), config.Get(GlobalParams.MimeBoundaryLengthLimit));
        Strict = Plain with { Report = (Plain.IsOff ? MimeFault.None : Faults(config)) | (HeaderEnd == HeaderEndAction.Reject ? MimeFault.EndOfHeader : MimeFault.None) };
    }

    private MimeFault Faults(MailConfig config)
    {
        bool strict = config.Get(GlobalParams.Strict8bitmime);
        var faults = (strict || config.Get(GlobalParams.Strict7bitHeaders) ? MimeFault.EightBitHeader : 0)
            | (strict || config.Get(GlobalParams.Strict8bitmimeBody) ? MimeFault.EightBitBody : 0)
            | (config.Get(GlobalParams.StrictMimeEncodingDomain) ? MimeFault.EncodingDomain : 0);
        // Nobody looks into parts that deep: only then is their depth a way to escape.
        return faults != 0 || HasChecks ? faults | MimeFault.Nesting : faults;
    }

    public string? ChangedTable() => Header.ChangedTable() ?? Mime.ChangedTable() ?? Nested.ChangedTable() ?? Body.ChangedTable();

    private static SearchValues<byte>? Characters(Param<string> parameter, MailConfig config) =>
        config.Get(parameter) is { Length: > 0 } text ? SearchValues.Create(CEscapes.Read(text)) : null;
}

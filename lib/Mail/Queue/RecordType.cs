namespace MailSuite.Mail;

/// <summary>
/// Types of the records of a queue file, as Postfix writes them: an envelope (from Size or Time to Message), the content
/// (Normal and Continued lines), and the extracted segment (Extra to End).
/// </summary>
public enum RecordType : byte
{
    /// <summary>End of input, in our code only; never in a file.</summary>
    None = 0,
    /// <summary>Six numbers of width 15, rewritten in place: size, data offset, recipients, flags, content length, options.</summary>
    Size = (byte)'C',
    /// <summary>Arrival, "seconds microseconds".</summary>
    Time = (byte)'T',
    /// <summary>Creation time of a maildrop file's original.</summary>
    CreateTime = (byte)'c',
    /// <summary>Sender's full name (sendmail -F).</summary>
    FullName = (byte)'F',
    /// <summary>Inspector (obsolete, transport:nexthop).</summary>
    Inspector = (byte)'I',
    /// <summary>Content filter, transport:nexthop.</summary>
    Filter = (byte)'L',
    /// <summary>Envelope sender.</summary>
    From = (byte)'S',
    /// <summary>A recipient that is done.</summary>
    Done = (byte)'D',
    /// <summary>A recipient yet to deliver to.</summary>
    Recipient = (byte)'R',
    /// <summary>The recipient as the client gave it; precedes Recipient.</summary>
    OriginalRecipient = (byte)'O',
    /// <summary>A recipient that was deleted by a filter.</summary>
    DeletedRecipient = (byte)'/',
    /// <summary>When the next "delayed" warning is due.</summary>
    WarnTime = (byte)'W',
    /// <summary>name=value.</summary>
    Attribute = (byte)'A',
    /// <summary>VERP delimiters.</summary>
    Verp = (byte)'V',
    /// <summary>Kill record (maildrop).</summary>
    Kill = (byte)'K',
    /// <summary>Milters (internal).</summary>
    Milters = (byte)'m',
    /// <summary>Redirect all recipients to this address.</summary>
    Redirect = (byte)'>',
    /// <summary>Return-Receipt-To (extracted).</summary>
    ReturnReceipt = (byte)'<',
    /// <summary>Errors-To (extracted).</summary>
    ErrorsTo = (byte)'e',
    /// <summary>DSN original recipient (RFC 3461 ORCPT), in the form type;address.</summary>
    DsnOriginalRecipient = (byte)'o',
    /// <summary>DSN notify flags.</summary>
    DsnNotify = (byte)'n',
    /// <summary>DSN envelope id.</summary>
    DsnEnvelopeId = (byte)'i',
    /// <summary>End of the envelope, start of the message content.</summary>
    Message = (byte)'M',
    /// <summary>A whole line of content, or its last part.</summary>
    Normal = (byte)'N',
    /// <summary>In the content: a part of a line that goes on in the next record. The same letter as <see cref="Filter"/>, which stands in the envelope only.</summary>
    Continued = (byte)'L',
    /// <summary>Room for a pointer.</summary>
    Padding = (byte)'w',
    /// <summary>Offset of the next record (written by milter edits).</summary>
    Pointer = (byte)'p',
    /// <summary>Start of the extracted segment.</summary>
    Extra = (byte)'X',
    /// <summary>End of the file.</summary>
    End = (byte)'E',
}

using System.Globalization;

namespace MailSuite.Postcat;

/// <summary>
/// Prints one file's records.
/// <code>
/// state      what comes                       ends with
/// envelope   sender, recipients, attributes   Message
/// header     lines of the header              a line that is no header
/// body       the other lines                  Extra
/// extracted  like the envelope                End
/// </code>
/// </summary>
internal sealed class QueueFilePrinter(string path, Show show, Output output)
{
    private const int MostJumps = 100_000;
    private const string EnvelopeTypes = "MCTcFILSDRO/WVA>K<ion";

    private static readonly (RecordType Type, string Label)[] Labels =
    [
        (RecordType.Size, "message_size"), (RecordType.Time, "message_arrival_time"), (RecordType.CreateTime, "queue_file_create_time"),
        (RecordType.FullName, "sender_fullname"), (RecordType.Inspector, "content_inspector"), (RecordType.Filter, "content_filter"),
        (RecordType.From, "sender"), (RecordType.Done, "done_recipient"), (RecordType.Recipient, "recipient"), (RecordType.OriginalRecipient, "original_recipient"),
        (RecordType.DeletedRecipient, "canceled_recipient"), (RecordType.WarnTime, "warning_message_time"), (RecordType.Attribute, "named_attribute"),
        (RecordType.Verp, "verp_delimiters"), (RecordType.Kill, "killed_record"), (RecordType.Redirect, "redirect_to"), (RecordType.ReturnReceipt, "return_receipt"),
        (RecordType.ErrorsTo, "errors_to"), (RecordType.DsnOriginalRecipient, "dsn_original_recipient"), (RecordType.DsnNotify, "dsn_notify_flags"),
        (RecordType.DsnEnvelopeId, "dsn_envelope_id"), (RecordType.Message, "message_content"), (RecordType.Normal, "regular_text"), (RecordType.Padding, "padding"),
        (RecordType.Pointer, "pointer_record"), (RecordType.Extra, "extracted_info"), (RecordType.End, "message_end"),
    ];

    private enum State { Envelope, Header, Body, Extracted }

    private State state;
    private bool lineStart = true, firstLine = true, sizeSeen;

    internal void Print(RecordReader records, long offset)
    {
        bool? isQueueFile = offset == 0 ? IsQueueFile(records) : true;
        if (isQueueFile == null)
            return;   // nothing at all is no mistake
        if (isQueueFile == false)
        {
            Log.Warning($"{path}: input is not a valid queue file");
            return;
        }
        if (offset == 0 && show.Envelope)
            output.Write($"*** ENVELOPE RECORDS {path} ***\n");
        int jumps = 0;
        for (RecordType type; (type = records.Read(out var payload)) != RecordType.None;)
        {
            if (type == RecordType.Pointer)
            {
                if (show.Labels)
                    Labelled(type, payload, records.RecordOffset);
                if (!show.FileOrder)
                    Follow(records, Bytes.Text(payload), ref jumps);
            }
            else if (type == RecordType.Padding)
            {
                if (show.Labels)
                    Labelled(type, payload, records.RecordOffset);
            }
            else
                Print(type, payload, records.RecordOffset);
        }
    }

    /// <summary>Null when there is nothing.</summary>
    private static bool? IsQueueFile(RecordReader records)
    {
        try
        {
            return records.Read(out _) is var first && first == RecordType.None ? null : EnvelopeTypes.Contains((char)first);
        }
        catch (CorruptRecordException)
        {
            return false;
        }
        finally
        {
            records.Rewind(0);
        }
    }

    private void Follow(RecordReader records, string target, ref int jumps)
    {
        if (!long.TryParse(target.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long to))
        {
            Log.Warning($"{path}: malformed pointer record value: {target}");
            throw new CorruptRecordException("pointer");
        }
        if (++jumps > MostJumps)
            throw new FatalException("bad pointer record, or input is not seekable");
        if (to > 0)
            records.Seek(to);
    }

    private void Print(RecordType type, ReadOnlySpan<byte> payload, long offset)
    {
        switch (type)
        {
            case RecordType.Message:
                if (state != State.Envelope)
                    Log.Warning($"{path}: out-of-order message content marker");
                Marker("MESSAGE CONTENTS", type, offset);
                state = State.Header;
                return;
            case RecordType.Extra:
                if (state is not (State.Header or State.Body))
                    Log.Warning($"{path}: out-of-order extracted segment marker");
                Marker("HEADER EXTRACTED", type, offset);
                state = State.Extracted;
                return;
            case RecordType.End:
                if (state != State.Extracted)
                    Log.Warning($"{path}: out-of-order message end marker");
                Marker("MESSAGE FILE END", type, offset);
                return;
        }
        if (state is State.Header or State.Body)
            Content(type, payload, offset);
        else if (show.Envelope)
            EnvelopeRecord(type, payload, offset);
    }

    private void Content(RecordType type, ReadOnlySpan<byte> payload, long offset)
    {
        bool text = type is RecordType.Normal or RecordType.Continued;
        if (state == State.Header && text && lineStart && !(IsHeader(payload) || !firstLine && payload is [(byte)' ' or (byte)'\t', ..]))
            state = State.Body;
        firstLine = false;
        lineStart = type != RecordType.Continued;
        if (!(state == State.Header ? show.Header : show.Body))
            return;
        if (show.Labels || !text)
        {
            Labelled(type, payload, offset, type == RecordType.Continued ? "unterminated_text" : null);
            return;
        }
        Prefix(type, offset);
        output.Write(payload);
        if (type == RecordType.Normal)
            output.Write("\n"u8);
    }

    private static bool IsHeader(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        return colon > 0 && line[..colon].TrimEnd(" \t"u8) is { Length: > 0 } name && name.IndexOfAnyExceptInRange((byte)33, (byte)126) < 0;
    }

    private void EnvelopeRecord(RecordType type, ReadOnlySpan<byte> payload, long offset)
    {
        string text = Bytes.Text(payload);
        switch (type)
        {
            case RecordType.Size:
                if (sizeSeen)
                    Log.Warning("file contains multiple size records");
                sizeSeen = true;
                break;
            case RecordType.Time or RecordType.CreateTime or RecordType.WarnTime when Seconds(text) is { } seconds:
                Labelled(type, Bytes.Of(LocalTime.Asctime(seconds)), offset);
                return;
            case RecordType.Attribute when text.StartsWith("create_time=", StringComparison.Ordinal) && Seconds(text["create_time=".Length..]) is { } created:
                Labelled(type, Bytes.Of(LocalTime.Asctime(created)), offset, "create_time");
                return;
            case RecordType.Attribute when !text.Contains('='):
                Log.Warning($"{path}: malformed attribute: missing '=' after attribute name: {text[..Math.Min(100, text.Length)]}");
                return;
        }
        Labelled(type, payload, offset);
    }

    private static long? Seconds(string text) =>
        long.TryParse(text.Trim().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 1L << 40 ? seconds : null;

    private void Labelled(RecordType type, ReadOnlySpan<byte> payload, long offset, string? label = null)
    {
        Prefix(type, offset);
        output.Write((label ?? Array.Find(Labels, l => l.Type == type).Label ?? "unknown_record_type") + ": ");
        output.Write(payload);
        output.Write("\n"u8);
    }

    private void Marker(string text, RecordType type, long offset)
    {
        if (!show.Envelope)
            return;
        Prefix(type, offset);
        output.Write($"*** {text} {path} ***\n");
    }

    private void Prefix(RecordType type, long offset)
    {
        if (show.FileNames)
            output.Write($"{path}: ");
        if (show.Offsets)
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{offset,9} "));
        if (show.Types)
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{(int)type,3} "));
    }
}

using System.Buffers.Binary;

namespace MailSuite.TrivialRewrite;

/// <summary>
/// Serves <see cref="AddressRewriter"/> and <see cref="AddressResolver"/> to processes that cannot do it themselves (a jail without the
/// tables, another user). Trusts its clients with nothing but the questions; a question that does not parse ends the connection.
/// </summary>
internal sealed class RewriteService : EventService
{
    private const int MaxRequest = 64 << 10;
    private AddressRewriter rewriter = null!;
    private AddressResolver resolver = null!;
    private AddressResolver? probes;

    public override void PreJail()
    {
        rewriter = new AddressRewriter(Config);
        resolver = new AddressResolver(Config, rewriter, clock: Context.Clock);
        probes = HasOwnProbeSettings() ? new AddressResolver(Config, rewriter, probe: true, Context.Clock) : null;
    }

    /// <summary>Are probes resolved by other settings than mail?</summary>
    private bool HasOwnProbeSettings()
    {
        foreach (string name in Config.Settings.Keys)
            if (name.StartsWith("address_verify_", StringComparison.Ordinal))
                return true;
        return false;
    }

    public override void Accepted(Client client) => _ = Serve(client);

    private async Task Serve(Client client)
    {
        try
        {
            await Converse(client.Fd, client.OutputFd);
        }
        catch (IpcException e)
        {
            Log.Warning($"client of service {Context.ServiceName}: {e.Message}");
        }
        catch (UnixException e)
        {
            Log.Debug(e.Message);
        }
        Loop.Forget(client.Fd);
        if (client.OutputFd != client.Fd)
            Loop.Forget(client.OutputFd);
        Sys.CloseQuietly(client.Fd);
        ClientGone();
    }

    private async Task Converse(int input, int output)
    {
        var writer = new AttrWriter();
        writer.Frame(new ProtocolGreeting(RewriteRequest.Protocol));
        await Send(output, writer);
        var buffer = new byte[4096];
        for (int end = 0; ;)
        {
            await Loop.Readable(input);
            int n = Sys.ReadOnce(input, buffer.AsSpan(end));
            if (n < 0 && Sys.LastError is Errno.AGAIN or Errno.INTR)
                continue;
            if (n <= 0)
                return;
            end += n;
            int start = 0;
            while (NextFrame(buffer.AsSpan(start, end - start)) is >= 0 and var size)
            {
                Answer(buffer.AsMemory(start + 4, size), writer);
                start += 4 + size;
            }
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            if (end == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            await Send(output, writer);
        }
    }

    /// <summary>The size of the frame at the front when it is whole, else -1.</summary>
    private static int NextFrame(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
            return -1;
        int size = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (size is < 0 or > MaxRequest)
            throw new IpcException($"frame of {size} bytes");
        return bytes.Length - 4 >= size ? size : -1;
    }

    private void Answer(ReadOnlyMemory<byte> frame, AttrWriter to)
    {
        var request = RewriteRequest.Read(new AttrReader(frame));
        if (request.Request == RewriteRequest.Rewrite)
            to.Frame(new RewriteReply(rewriter.Rewrite(request.Address, AddressRewriter.Context(request.RuleOrSender))));
        else
            to.Frame(new ResolveReply((request.Request == RewriteRequest.Verify ? probes ?? resolver : resolver).Resolve(request.RuleOrSender, request.Address)));
    }

    private async Task Send(int fd, AttrWriter writer)
    {
        if (writer.Written.IsEmpty)
            return;
        var bytes = writer.ToArray();
        writer.Clear();
        for (int sent = 0; sent < bytes.Length;)
        {
            int n = Sys.WriteOnce(fd, bytes.AsSpan(sent));
            if (n >= 0)
                sent += n;
            else if (Sys.LastError == Errno.AGAIN)
                await Loop.Writable(fd);
            else if (Sys.LastError != Errno.INTR)
                throw new UnixException(Sys.LastError, "write to client");
        }
    }
}

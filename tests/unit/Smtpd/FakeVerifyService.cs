using System.Net.Sockets;
using MailSuite.Mail;

namespace MailSuite.Tests.Smtpd;

/// <summary>The verify service, on private/verify, knowing a few addresses: "address state reason".</summary>
internal sealed class FakeVerifyService : IDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Dictionary<string, (AddressState, string)> known = [];

    public FakeVerifyService(IEnumerable<string> lines)
    {
        foreach (string[] parts in lines.Select(static l => l.Split(' ', 3)))
            known[parts[0]] = (Enum.Parse<AddressState>(parts[1]), parts[2]);
        System.IO.Directory.CreateDirectory("private");
        listener.Bind(new UnixDomainSocketEndPoint("private/verify"));
        listener.Listen(10);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                using var client = listener.Accept();
                client.Blocking = true;
                var channel = new IpcChannel((int)client.Handle);
                channel.Send(new ProtocolGreeting(VerifyRequest.Protocol));
                while (channel.Receive<VerifyRequest>() is { } request)
                {
                    var (state, reason) = known.GetValueOrDefault(request.Address, (AddressState.Unknown, "Address verification in progress"));
                    channel.Send(new VerifyReply(state, reason));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IpcException)
        {
            // The test is over.
        }
    }

    public void Dispose() => listener.Dispose();
}

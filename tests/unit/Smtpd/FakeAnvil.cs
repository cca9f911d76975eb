using System.Net.Sockets;
using MailSuite.Anvil;
using MailSuite.Mail;

namespace MailSuite.Tests.Smtpd;

/// <summary>anvil's counters on private/anvil, without the daemon around them.</summary>
internal sealed class FakeAnvil : IDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public FakeAnvil()
    {
        System.IO.Directory.CreateDirectory("private");
        listener.Bind(new UnixDomainSocketEndPoint("private/anvil"));
        listener.Listen(10);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    private void Accept()
    {
        try
        {
            using var client = listener.Accept();
            client.Blocking = true;
            var counters = new Counters(TimeSpan.FromMinutes(1), Clock.System);
            var channel = new IpcChannel((int)client.Handle);
            channel.Send(new ProtocolGreeting(AnvilRequest.Protocol));
            while (channel.Receive<AnvilRequest>() is { } request)
                if (request.Event != AnvilEvent.Disconnect)
                    channel.Send(counters.Count(request.Event, request.Ident));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IpcException)
        {
            // The test is over.
        }
    }

    public void Dispose() => listener.Dispose();
}

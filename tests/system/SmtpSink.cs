using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailSuite.Tests.Sys;

/// <summary>A server that takes any mail and remembers it: the destination that is away, and then back.</summary>
public sealed class SmtpSink : IDisposable
{
    private readonly TcpListener listener;
    private readonly ConcurrentBag<TcpClient> clients = [];

    public SmtpSink(int port)
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>What was received, with its envelope.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var client = listener.AcceptTcpClient();
                clients.Add(client);
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // Closed; a disposed listener is an InvalidOperationException of one kind or the other.
        }
    }

    private void Serve(TcpClient client)
    {
        using var _ = client;
        using var stream = client.GetStream();
        var reader = new StreamReader(stream, Encoding.Latin1);
        var text = new StringBuilder();
        void Say(string line) => stream.Write(Encoding.Latin1.GetBytes(line + "\r\n"));
        try
        {
            Say("220 sink.example ESMTP");
            while (reader.ReadLine() is { } line)
            {
                string verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb is "MAIL" or "RCPT")
                    text.AppendLine(line);
                Say(verb switch { "DATA" => "354 go on", "QUIT" => "221 bye", "EHLO" => "250 sink.example", _ => "250 2.0.0 Ok" });
                if (verb == "QUIT")
                    return;
                if (verb != "DATA")
                    continue;
                while (reader.ReadLine() is { } body && body != ".")
                    text.AppendLine(body);
                Messages.Enqueue(text.ToString());
                text.Clear();
                Say("250 2.0.0 Ok: taken");
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client has gone, or we have.
        }
    }

    /// <summary>Goes away with all its connections: a client that keeps one open must notice.</summary>
    public void Dispose()
    {
        listener.Stop();
        foreach (var client in clients)
            client.Dispose();
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MailSuite.Tests.Smtp;

/// <summary>S-02: whatever stands in a message, the next server sees one message, with CRLF line ends and dots stuffed, and no command that was text.</summary>
public sealed class SmugglingTests
{
    private static readonly string[] Ends = ["\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\n.\r", "\r.\n", "\r\r\n.\r\r\n", "\r\n\0.\r\n", "\r\n.\0\r\n", "\n\n.\r\n"];
    private const string Evil = "MAIL FROM:<evil@x.example>\r\nRCPT TO:<carol@example.com>\r\nDATA\r\nSubject: evil\r\n\r\nevil\r\n.\r\n";

    public static TheoryData<int, bool, string> Variants()
    {
        var data = new TheoryData<int, bool, string>();
        for (int i = 0; i < Ends.Length; i++)
            foreach (bool whole in (bool[])[true, false])
                foreach (string keyword in (string[])["", "CHUNKING"])
                    data.Add(i, whole, keyword);
        return data;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void S_02_a_message_ends_where_we_say(int end, bool whole, string keyword)
    {
        string text = "first" + Ends[end] + Evil;
        // In one record, line feeds and all, as no smtpd of ours would write it; or at each line feed a record, returns kept, as bare ones are stored.
        string[] records = whole ? ["N" + text] : [.. text.Split('\n').Select(static l => "N" + l)];
        using var server = new RawServer(keyword);
        using (var bench = new SmtpBench("smtp_skip_5xx_greeting = no"))
            bench.Deliver($"[127.0.0.1]:{server.Port}", "Subject: x\n", ["a@example.com"], records: records);
        string said = server.Said;
        Assert.Equal(["MAIL", "RCPT"], server.Commands.Where(static c => c is "MAIL" or "RCPT"));
        for (int i = 0; i < said.Length; i++)
            Assert.False(said[i] == '\n' && (i == 0 || said[i - 1] != '\r') || said[i] == '\r' && (i + 1 == said.Length || said[i + 1] != '\n'), $"bare CR or LF at {i} of {said.Replace("\r", "\\r")}");
        if (server.Content is { } content)
        {
            Assert.Equal(content.Length, content.IndexOf("\r\n.\r\n", StringComparison.Ordinal) + 5);
            Assert.All(content[..^5].Split("\r\n"), static line => Assert.False(line == "."));
        }
    }

    /// <summary>Takes one message and keeps every byte.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Thread thread;
        private readonly string keyword;
        private readonly StringBuilder said = new();

        public RawServer(string keyword)
        {
            this.keyword = keyword;
            listener.Start();
            thread = new Thread(Serve) { IsBackground = true };
            thread.Start();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
        public List<string> Commands { get; } = [];
        public string? Content { get; private set; }

        public string Said
        {
            get
            {
                Assert.True(thread.Join(10_000), "the client does not end");
                return said.ToString();
            }
        }

        private void Serve()
        {
            using var client = listener.AcceptTcpClient();
            client.ReceiveTimeout = 8000;
            var stream = client.GetStream();
            void Answer(string reply) => stream.Write(Encoding.ASCII.GetBytes(reply + "\r\n"));
            try
            {
                Answer("220 hi");
                while (Until(stream, "\r\n") is { } line)
                {
                    string verb = line.Split(' ', '\r')[0];
                    Commands.Add(verb);
                    if (verb == "EHLO")
                        Answer("250-x\r\n250-PIPELINING\r\n250 " + (keyword.Length > 0 ? keyword : "HELP"));
                    else if (verb == "DATA")
                    {
                        Answer("354 go");
                        Content = Until(stream, "\r\n.\r\n");
                        Answer("250 taken");
                    }
                    else if (verb == "BDAT")
                    {
                        for (int left = int.Parse(line.Split(' ')[1].Trim()); left > 0 && stream.ReadByte() is >= 0 and var b; left--)
                            said.Append((char)b);
                        Answer("250 chunk");
                    }
                    else
                        Answer(verb == "QUIT" ? "221 bye" : "250 ok");
                }
            }
            catch (IOException)
            {
                // It went.
            }
        }

        private string? Until(NetworkStream stream, string end)
        {
            var text = new StringBuilder();
            while (stream.ReadByte() is >= 0 and var b)
            {
                text.Append((char)b);
                said.Append((char)b);
                if (text.Length >= end.Length && text.ToString(text.Length - end.Length, end.Length) == end)
                    return text.ToString();
            }
            return null;
        }

        public void Dispose() => listener.Stop();
    }
}

using System.Security.Cryptography;
using MailSuite.Auth.Backends;
using MailSuite.Net;
using MailSuite.Protocol.Sasl;

namespace MailSuite.Auth.Wire;

/// <summary>
/// One request of a client, from AUTH to OK or FAIL. States: a response is awaited; a database is being asked; the mechanism's last word was sent and
/// the client's empty answer is awaited; a failure waits for its time; over.
/// </summary>
internal sealed class AuthExchange
{
    private const int MostPerConnection = 1000;

    private readonly AuthConnection connection;
    private readonly Dictionary<string, AuthExchange> siblings;
    private readonly string id;
    private readonly SaslServer server;
    private readonly string serviceName, remoteAddress;
    private readonly bool keepsTicket, finalWithOk;
    private Attempt attempt;
    private string? proven;
    private bool asking, over;
    private long started;

    private AuthExchange(AuthConnection connection, Dictionary<string, AuthExchange> siblings, string id, SaslServer server, string[] f)
    {
        (this.connection, this.siblings, this.id, this.server) = (connection, siblings, id, server);
        serviceName = Value(f, "service") ?? Value(f, "protocol") ?? "";
        remoteAddress = Value(f, "rip") ?? "";
        keepsTicket = Value(f, "nologin") == null;
        finalWithOk = Value(f, "final-resp-ok") != null;
        attempt = new Attempt("", serviceName, remoteAddress);
        started = connection.Service.Loop.Now;
    }

    private AuthService Service => connection.Service;

    /// <summary>AUTH id mechanism service=... [parameters] [resp=base64].</summary>
    internal static void Begin(AuthConnection connection, Dictionary<string, AuthExchange> siblings, string id, string[] f)
    {
        var mechanism = connection.Service.Mechanisms.FirstOrDefault(m => Bytes.Same(m.Name, f[2]));
        if (mechanism == null || siblings.Count >= MostPerConnection)
        {
            connection.Reply(mechanism == null ? $"FAIL\t{id}\treason=Unsupported authentication mechanism\n" : $"FAIL\t{id}\ttemp\n");
            return;
        }
        var exchange = new AuthExchange(connection, siblings, id, mechanism.Begin(connection.Service.Context.Config), f);
        siblings.Add(id, exchange);
        string? response = Value(f, "resp");
        if (exchange.serviceName.Length == 0)
            exchange.Fail("\treason=BUG: no service", TimeSpan.Zero);
        else if (string.IsNullOrEmpty(response))
            exchange.Next(exchange.server.Start());
        else
            exchange.Continue(response == "=" ? "" : response);
    }

    private static string? Value(string[] f, string name)
    {
        foreach (string field in f.AsSpan(3))
            if (field.StartsWith(name, StringComparison.Ordinal) && (field.Length == name.Length || field[name.Length] == '='))
                return field.Length == name.Length ? "" : field[(name.Length + 1)..];
        return null;
    }

    /// <summary>CONT id base64: the client's response.</summary>
    internal void Continue(string base64)
    {
        if (over)
            return;
        // A response while we are thinking is a client that does not wait for its challenge.
        if (asking)
            Fail("\treason=BUG: unexpected response", TimeSpan.Zero);
        else if (proven != null)
            Succeed(null);
        else
        {
            started = Service.Loop.Now;
            var raw = new byte[base64.Length];
            if (!AuthLine.IsBase64(base64) || !Convert.TryFromBase64String(base64, raw, out int size))
            {
                Fail("\tcode=invalid_base64\treason=Invalid base64 data in initial response", TimeSpan.Zero);
                return;
            }
            Next(server.Respond(raw.AsSpan(0, size)));
            CryptographicOperations.ZeroMemory(raw);
        }
    }

    private void Next(SaslStep step)
    {
        switch (step)
        {
            case SaslStep.Challenge c:
                connection.Reply($"CONT\t{id}\t{Convert.ToBase64String(c.Data)}\n");
                break;
            case SaslStep.CheckPassword p:
                attempt = attempt with { User = p.User.ToLowerInvariant() };
                var (logins, a) = (Service.Logins, attempt);
                Ask(() => logins.Verify(a, p.Password), Verified);
                break;
            case SaslStep.FetchStored q:
                attempt = attempt with { User = q.User.ToLowerInvariant() };
                var (source, who) = (Service.Logins, attempt);
                Ask(() => (source.Fetch(who, out var secret), secret), Fetched);
                break;
            case SaslStep.Proven p:
                proven = attempt.User;
                if (p.Final == null || finalWithOk)
                    Succeed(p.Final);
                else
                    connection.Reply($"CONT\t{id}\t{Convert.ToBase64String(p.Final)}\n");
                break;
            case SaslStep.Mismatch:
                Log.Info(LogLines.Wrong("auth", attempt));
                FailLogin();
                break;
            case SaslStep.Refused r:
                Fail($"\treason={r.Reason}", Service.Penalties.Failed(remoteAddress));
                break;
        }
    }

    private void Ask<T>(Func<T> question, Action<T> answered)
    {
        LoopTimer? limit = null;
        bool expired = false;
        asking = true;
        Service.UnderWay(+1);
        bool queued = Service.Workers.TryRun(question, answer =>
        {
            if (expired)
                return;
            limit?.Cancel();
            asking = false;
            Service.UnderWay(-1);
            if (!over)
                answered(answer);
        });
        if (queued)
            limit = Service.Loop.After(Service.Timeout, () =>
            {
                expired = true;
                asking = false;
                Service.UnderWay(-1);
                Log.Warning(LogLines.TimedOut(attempt));
                Fail("\ttemp", TimeSpan.Zero);
            });
        else
        {
            asking = false;
            Service.UnderWay(-1);
            Log.Warning(LogLines.Busy(attempt));
            Fail("\ttemp", TimeSpan.Zero);
        }
    }

    private void Verified(Verdict verdict)
    {
        if (verdict == Verdict.Right)
        {
            proven = attempt.User;
            Succeed(null);
        }
        else if (verdict == Verdict.TryLater)
            Fail($"\tuser={AuthLine.Escape(attempt.User)}\ttemp", TimeSpan.Zero);
        else
            FailLogin();
    }

    private void Fetched((Verdict Verdict, StoredSecret? Secret) answer)
    {
        if (answer.Verdict == Verdict.TryLater)
            Fail($"\tuser={AuthLine.Escape(attempt.User)}\ttemp", TimeSpan.Zero);
        else
            Next(server.Stored(answer.Secret));
    }

    private void Succeed(byte[]? final)
    {
        Service.Penalties.Succeeded(remoteAddress);
        if (keepsTicket)
            Service.Tickets.Add(connection.Pid, id, connection.Cookie, proven!);
        End();
        connection.Reply($"OK\t{id}\tuser={AuthLine.Escape(proven!)}{(final != null ? "\tresp=" + Convert.ToBase64String(final) : "")}\n");
    }

    private void FailLogin() => Fail($"\tuser={AuthLine.Escape(attempt.User)}", Service.Penalties.Failed(remoteAddress));

    // A failure is told at a fixed time after the attempt: what it cost to find out does not show, and guessing is slow.
    private void Fail(string rest, TimeSpan noSooner)
    {
        if (over)
            return;
        over = true;
        string line = $"FAIL\t{id}{rest}\n";
        var wait = noSooner - TimeSpan.FromMilliseconds(Service.Loop.Now - started);
        if (wait <= TimeSpan.Zero)
        {
            End();
            connection.Reply(line);
            return;
        }
        Service.UnderWay(+1);
        Service.Loop.After(wait, () =>
        {
            Service.UnderWay(-1);
            if (siblings.ContainsKey(id))
            {
                End();
                connection.Reply(line);
            }
        });
    }

    private void End()
    {
        over = true;
        siblings.Remove(id);
    }

    /// <summary>The client does not want to know any more (CANCEL), or has gone.</summary>
    internal void Drop() => End();
}

using MailSuite.Protocol.Pop3;

namespace MailSuite.Pop3d.Commands;

/// <summary>CAPA (RFC 2449).</summary>
internal static class Greeting
{
    internal static Pop3Reply Capa(Pop3Session session, Pop3Line line) => Pop3Reply.Ok("") with { Lines = Pop3Command.Capabilities(session) };
}

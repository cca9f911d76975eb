using System.Reflection;

namespace MailSuite.ManualPages;

/// <summary>postconf(5): every parameter, from its declaration.</summary>
internal sealed class ParameterPage(Documentation documentation, string version)
{
    private readonly Dictionary<Param, FieldInfo> fields = Declared();

    private static Dictionary<Param, FieldInfo> Declared()
    {
        var found = new Dictionary<Param, FieldInfo>();
        foreach (var type in typeof(Param).Assembly.GetTypes().Where(static t => t.Name.EndsWith("Params", StringComparison.Ordinal)))
            foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                if (field.GetValue(null) is Param param)
                    found.TryAdd(param, field);
        return found;
    }

    /// <summary>The manual text of a parameter.</summary>
    internal string TextOf(Param param) => fields.TryGetValue(param, out var field) ? documentation.Of(field) : "";

    /// <summary>The parameters of one class, "SmtpdParams".</summary>
    internal IEnumerable<Param> Of(string owner) => fields.Where(f => f.Value.DeclaringType!.Name == owner).Select(static f => f.Key).OrderBy(static p => p.Name, StringComparer.Ordinal);

    internal string Page()
    {
        var page = new Roff("postconf", 5, "the parameters of main.cf", version);
        page.Section("SYNOPSIS");
        page.Literal(["postconf parameter ...", "postconf -e \"parameter=value\" ..."]);
        page.Section("DESCRIPTION");
        page.Paragraph("main.cf holds \"name = value\" lines. A line that begins with white space continues the one before it; lines that are empty or begin with # do not count. A parameter "
            + "that is not set has its default. postfix reload makes a change known.");
        page.Paragraph("A value may refer to other parameters: $name, ${name}; ${name?text} is the text when the parameter has a value, ${name:text} when it has none, ${name?{a}:{b}} one of both, and "
            + "${{a} == {b} ? {c} : {d}} compares, with ==, !=, <, <=, >, >= and, for compatibility_level, <=level and its kin. $$ is a dollar sign.");
        page.Paragraph("A service of master.cf may have values of its own: -o name=value behind its program.");
        page.Paragraph("Kinds of values: a text; a number; a time, a number with one of the units s, m, h, d, w (seconds to weeks); yes or no. A name may be used in another's value before it is set.");
        page.Section("PARAMETERS");
        foreach (var param in Table.All)
            Add(page, param);
        page.Section("PARAMETERS OF A TRANSPORT");
        page.Paragraph("Of these each transport, a service of master.cf that delivers, has its own: \"transport\" stands for the service's name. Without one, the default for all transports holds.");
        foreach (var param in ServiceParams.All)
            page.Term("transport" + param.Suffix, TextOf(param.Default), $"Default: ${param.Default.Name}.");
        page.Term("transport" + ServiceParams.TimeLimit.Suffix, TextOf(ServiceParams.TimeLimit.Default), $"Default: ${ServiceParams.TimeLimit.Default.Name}. For services of pipe(8) and spawn(8).");
        page.Section("PARAMETERS THAT POSTFIX DOES NOT HAVE");
        page.Paragraph("For reading mail and for passwords: pop3d(8), imapd(8), auth(8), and what patched versions of Postfix know.");
        foreach (var param in Table.AllOwn)
            Add(page, param);
        page.Section("SEE ALSO");
        page.Paragraph("postconf(1), postfix(1), master(5)");
        return page.ToString();
    }

    internal void Add(Roff page, Param param) => page.Term($"{param.Name} (default: {(param.Default.Length == 0 ? "empty" : param.Default)})", TextOf(param), Kind(param),
        param.ActedUpon ? "" : "Known so that no configuration fails; this version does not act upon it yet, and postfix check says so when it is set.");

    private static string Kind(Param param)
    {
        string kind = param.Kind switch
        {
            ParamKind.Number or ParamKind.Long => "A number",
            ParamKind.Time => $"A time; a number without unit is in {Unit(param.Default[^1])}",
            ParamKind.YesNo => "yes or no",
            ParamKind.Raw => "A text in which $name is replaced when it is used",
            _ => "",
        };
        string range = param.Kind is ParamKind.Text or ParamKind.Raw ? "" : (param.Min, param.Max) switch
        {
            (0, 0) => "", (var min, 0) => $", at least {min}", (0, var max) => $", at most {max}", var (min, max) => $", from {min} to {max}",
        };
        return kind.Length == 0 ? param.Min > 0 ? "It must not be empty." : "" : kind + range + ".";
    }

    private static string Unit(char unit) => unit switch { 'm' => "minutes", 'h' => "hours", 'd' => "days", 'w' => "weeks", _ => "seconds" };
}

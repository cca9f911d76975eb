namespace MailSuite.Mail;

/// <summary>Finds a program that is named without a directory, as execvp(3) does with the path that commands get.</summary>
public static class ProgramPath
{
    /// <summary>The path of a program; a name that is found nowhere comes back as it is.</summary>
    public static string Of(string program)
    {
        if (program.Contains('/'))
            return program;
        foreach (string directory in ExportedEnvironment.DefaultPath.Split(':'))
            if (Sys.TryAccess($"{directory}/{program}", 1) == Errno.None)
                return $"{directory}/{program}";
        return program;
    }
}

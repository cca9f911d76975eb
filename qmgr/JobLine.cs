namespace MailSuite.Qmgr;

/// <summary>The jobs of a transport in the order of their turns. The links are in the jobs themselves: there may be one for each of 20,000 messages.</summary>
internal sealed class JobLine
{
    internal Job? First { get; private set; }
    internal Job? Last { get; private set; }

    internal void Append(Job job)
    {
        (job.Before, job.Behind, job.IsInLine) = (Last, null, true);
        if (Last != null)
            Last.Behind = job;
        else
            First = job;
        Last = job;
    }

    internal void InsertBefore(Job other, Job job)
    {
        (job.Before, job.Behind, job.IsInLine) = (other.Before, other, true);
        if (other.Before != null)
            other.Before.Behind = job;
        else
            First = job;
        other.Before = job;
    }

    internal void Remove(Job job)
    {
        if (job.Before != null)
            job.Before.Behind = job.Behind;
        else
            First = job.Behind;
        if (job.Behind != null)
            job.Behind.Before = job.Before;
        else
            Last = job.Before;
        (job.Before, job.Behind, job.IsInLine) = (null, null, false);
    }
}

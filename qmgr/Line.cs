namespace MailSuite.Qmgr;

/// <summary>What stands in a <see cref="Line{T}"/>: it knows its neighbours.</summary>
internal interface IInLine<T> where T : class
{
    /// <summary>Whose turn is before its own.</summary>
    T? Before { get; set; }

    /// <summary>Whose turn is next.</summary>
    T? Behind { get; set; }
}

/// <summary>Who waits in the order of turns: the jobs of a transport, the messages at a destination. The links are in those who stand in it: there may be 20,000 of them.</summary>
internal sealed class Line<T> where T : class, IInLine<T>
{
    internal T? First { get; private set; }
    internal T? Last { get; private set; }

    internal void Append(T item)
    {
        (item.Before, item.Behind) = (Last, null);
        if (Last != null)
            Last.Behind = item;
        else
            First = item;
        Last = item;
    }

    internal void InsertBefore(T other, T item)
    {
        (item.Before, item.Behind) = (other.Before, other);
        if (other.Before != null)
            other.Before.Behind = item;
        else
            First = item;
        other.Before = item;
    }

    internal void Remove(T item)
    {
        if (item.Before != null)
            item.Before.Behind = item.Behind;
        else
            First = item.Behind;
        if (item.Behind != null)
            item.Behind.Before = item.Before;
        else
            Last = item.Before;
        (item.Before, item.Behind) = (null, null);
    }
}

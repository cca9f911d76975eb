namespace MailSuite.Maps;

/// <summary>The file is not what its format demands.</summary>
internal sealed class CorruptTableException(string what) : IOException(what);

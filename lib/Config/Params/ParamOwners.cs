using System.Runtime.CompilerServices;

namespace MailSuite.Config;

/// <summary>All classes that declare parameters.</summary>
internal static class ParamOwners
{
    /// <summary>Declares the owner that a name's first word tells, the common parameters when it tells none.</summary>
    internal static void DeclareFor(string name)
    {
        RuntimeHelpers.RunClassConstructor(typeof(GlobalParams).TypeHandle);
        // The trimmer must see each class by name beside the call.
        switch (name.AsSpan(0, Math.Max(0, name.IndexOf('_'))))
        {
            case "smtpd": RuntimeHelpers.RunClassConstructor(typeof(SmtpdParams).TypeHandle); break;
            case "smtp": RuntimeHelpers.RunClassConstructor(typeof(SmtpParams).TypeHandle); break;
            case "lmtp": RuntimeHelpers.RunClassConstructor(typeof(LmtpParams).TypeHandle); break;
            case "virtual": RuntimeHelpers.RunClassConstructor(typeof(VirtualParams).TypeHandle); break;
            case "postscreen": RuntimeHelpers.RunClassConstructor(typeof(PostscreenParams).TypeHandle); break;
            case "tls": RuntimeHelpers.RunClassConstructor(typeof(TlsParams).TypeHandle); break;
            case "default": RuntimeHelpers.RunClassConstructor(typeof(QmgrParams).TypeHandle); break;
        }
    }

    internal static void DeclareAll()
    {
        RuntimeHelpers.RunClassConstructor(typeof(AnvilParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(AuthParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(BounceParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(CleanupParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(DnsblogParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(FlushParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(GlobalParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ImapdParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(LmtpParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(LocalParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(MasterParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(MilterParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(MultiInstanceParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(NonBdbParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PickupParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PipeParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(Pop3dParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostdropParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostfixParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostlogdParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostmultiParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostqueueParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PostscreenParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ProxymapParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(QmgrParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(QmqpdParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(RewriteParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ScacheParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(SendmailParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(SmtpParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(SmtpdParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(TlsParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(TlsmgrParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(TlsproxyParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(VerifyParams).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(VirtualParams).TypeHandle);
    }
}

namespace RealtimeCare.Client.Connecting;

/// <summary>Tells what kind of failure an attempt to connect was.</summary>
internal static class FaultReader
{
    public static ConnectionFault Read(Exception exception) => exception switch
    {
        UpgradeRefusedException { Status: 429 or >= 500 } => ConnectionFault.Busy,
        UpgradeRefusedException => ConnectionFault.Refused,
        CareException refused => Refusals.IsForLater(refused.Error.Code) ? ConnectionFault.Busy : ConnectionFault.Refused,
        ServerNotTrustedException => ConnectionFault.NotTrusted,
        _ => ConnectionFault.Unreachable,
    };
}

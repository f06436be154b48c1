namespace RealtimeCare.Cli.Demo.World;

/// <summary>Somebody of the demo's world, with the password that is good in its data folder alone.</summary>
internal sealed record DemoPerson(string UserId, string UserName, string Password, string Role)
{
    /// <summary>Names the person without the password.</summary>
    public override string ToString() => UserName;
}

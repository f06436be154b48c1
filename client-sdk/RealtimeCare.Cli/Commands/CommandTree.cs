using System.CommandLine;
using RealtimeCare.Cli.Commands.Access;
using RealtimeCare.Cli.Commands.Policies;

namespace RealtimeCare.Cli.Commands;

/// <summary>The tool's commands: the table of contents.</summary>
internal static class CommandTree
{
    private const string Help =
        """
        Administer, follow, publish to, verify and demonstrate RealtimeCare.

        Exit codes: 0 done; 1 failed, refused or not verified; 2 wrong command line or environment.
        Passwords come from a prompt or from REALTIMECARE_PASSWORD and are never kept; sign-in remembers server, CA file and
        user name in a file that only you can read.
        """;

    /// <summary>Makes it.</summary>
    public static RootCommand Create() => new(Help)
    {
        DemoCommand.Create(),
        DevCommand.Create(),
        SignInCommand.Create(),
        new Command("users", "People's accounts of the own tenant.")
        {
            UsersListCommand.Create(), UsersAddCommand.Create(), UsersSetCommand.Create(),
        },
        new Command("services", "Backend services of the own tenant.") { ServicesListCommand.Create(), ServicesAddCommand.Create() },
        new Command("relationships", "Who treats whom.") { RelationshipsLoadCommand.Create(), RelationshipsListCommand.Create() },
        FollowCommand.Create(),
        PublishCommand.Create(),
        PublishStreamCommand.Create(),
        OutcomesCommand.Create(),
        DeliveryCommands.Create(),
        ReplayCommand.Create(),
        QuarantineCommands.Create(),
        new Command("sessions", "Live sessions of the own tenant.") { SessionsListCommand.Create(), SessionsEndCommand.Create() },
        AccessCommands.Create(),
        PolicyCommands.Create(),
        new Command("trail", "The audit trail.") { TrailVerifyCommand.Create() },
        new Command("storage", "A host's own files.") { RotateKeyCommand.Create() },
    };
}

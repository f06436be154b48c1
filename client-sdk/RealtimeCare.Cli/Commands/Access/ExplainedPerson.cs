using System.CommandLine;
using RealtimeCare.Client.Access;

namespace RealtimeCare.Cli.Commands.Access;

/// <summary><c>--self</c>, <c>--subject</c> or <c>--session</c>: whose access is explained.</summary>
internal sealed class ExplainedPerson
{
    private readonly Option<bool> self = new("--self") { Description = "One's own access, as far as it is safe to tell." };
    private readonly Option<string?> subject = new("--subject") { Description = "This person or service." };
    private readonly Option<string?> session = new("--session") { Description = "This live session." };
    private readonly Option<string[]?> roles = new("--role") { Description = "A role to assume of somebody who is not signed in; repeat it for several.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]?> scopes = new("--scope") { Description = "A scope to assume; without it scopes count as covering the question.", AllowMultipleArgumentsPerToken = true };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { self, subject, session, roles, scopes }) command.Add(option);
        command.Validators.Add(result =>
        {
            var given = (result.GetValue(self) ? 1 : 0) + (result.GetValue(subject) is null ? 0 : 1) + (result.GetValue(session) is null ? 0 : 1);
            if (given != 1) result.AddError("Give one of --self, --subject ID and --session ID.");
        });
    }

    /// <summary>Whether it is the person who asks.</summary>
    public bool IsSelf(ParseResult parsed) => parsed.GetValue(self);

    /// <summary>The question with the person in it.</summary>
    public AccessQuestion Fill(ParseResult parsed, AccessQuestion question) => question with
    {
        Subject = parsed.GetValue(subject),
        SessionId = parsed.GetValue(session),
        Roles = parsed.GetValue(roles) is { Length: > 0 } assumed ? assumed : null,
        Scopes = parsed.GetValue(scopes) is { Length: > 0 } covered ? covered : null,
    };
}

using System.CommandLine;
using RealtimeCare.Cli.Policies;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands.Policies;

/// <summary><c>policy matrix</c></summary>
internal static class PolicyMatrixCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The policy document; the built-in one when it is left out.", Arity = ArgumentArity.ZeroOrOne };
        var tenant = PolicyCommands.Tenant();
        var format = new Option<string>("--format") { Description = "markdown or html.", DefaultValueFactory = _ => "markdown" };
        var output = new Option<FileInfo>("--output") { Description = "Write it into this file." };
        format.AcceptOnlyFromAmong("markdown", "html");
        file.AcceptExistingOnly();
        var command = new Command("matrix", "Print who sees what: the document that 45 CFR 164.514(d)(2) asks for.") { file, tenant, format, output };
        command.SetAction(parsed =>
        {
            var matrix = new PolicyMatrix(PolicyFile.Read(parsed.GetValue(file)?.FullName, parsed.GetValue(tenant)?.FullName));
            var text = parsed.GetValue(format) == "html" ? MatrixText.Html(matrix) : MatrixText.Markdown(matrix);
            if (parsed.GetValue(output) is { } target) File.WriteAllText(target.FullName, text);
            else Console.Out.Write(text);
            return ExitCodes.Ok;
        });
        return command;
    }
}

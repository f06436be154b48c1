using System.CommandLine;
using System.CommandLine.Invocation;
using RealtimeCare.Cli.Commands;
using RealtimeCare.Cli.Terminal;

var parsed = CommandTree.Create().Parse(args);
if (parsed.Action is ParseErrorAction)
{
    await parsed.InvokeAsync();
    return ExitCodes.Usage;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    CliOutput.Remark("Stopped.");
    return ExitCodes.Failed;
}
catch (Exception failure) when (ErrorText.IsExpected(failure, CancellationToken.None))
{
    CliOutput.Remark(ErrorText.Of(failure));
    return failure is CliException { ExitCode: var code } ? code : ExitCodes.Failed;
}

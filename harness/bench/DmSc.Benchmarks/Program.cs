using BenchmarkDotNet.Running;
using DmSc.Benchmarks;

// `apdu READER PROGRAM`, `wbxml PROGRAM` and `cases` measure side by side in one process, `dm-server` with its client in another; anything else goes to BenchmarkDotNet.
return args switch
{
    ["apdu", var reader, var program] => await ApduComparison.RunAsync(reader, program, Console.Out),
    ["wbxml", var program] => await WbxmlComparison.RunAsync(program, Console.Out),
    ["dm-server"] => await DmServerLoad.RunAsync(Console.Out),
    ["dm-server-client", var constant, var emulated] => await DmServerLoad.LoadAsync(new Uri(constant), new Uri(emulated), Console.In, Console.Out),
    ["cases"] => await CaseOverhead.RunAsync(Console.Out),
    _ => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args).Any() ? 0 : 1,
};

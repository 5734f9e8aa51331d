using BenchmarkDotNet.Running;
using DmSc.Benchmarks;

// `apdu READER PROGRAM`, `wbxml PROGRAM`, `dm-server` and `cases` measure side by side in one process; anything else goes to BenchmarkDotNet.
return args switch
{
    ["apdu", var reader, var program] => await ApduComparison.RunAsync(reader, program, Console.Out),
    ["wbxml", var program] => await WbxmlComparison.RunAsync(program, Console.Out),
    ["dm-server"] => await DmServerLoad.RunAsync(Console.Out),
    ["cases"] => await CaseOverhead.RunAsync(Console.Out),
    _ => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args).Any() ? 0 : 1,
};

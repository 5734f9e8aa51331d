namespace DmSc.Wire.Wbxml;

/// <summary>Global tokens (WBXML 1.3, 7.1): the same on every code page, for tags and for attributes.</summary>
internal static class WbxmlTokens
{
    public const byte SwitchPage = 0x00;
    public const byte End = 0x01;
    public const byte Entity = 0x02;
    public const byte StrI = 0x03;
    public const byte Literal = 0x04;
    public const byte ExtI0 = 0x40;
    public const byte ExtI1 = 0x41;
    public const byte ExtI2 = 0x42;
    public const byte Pi = 0x43;
    public const byte LiteralC = 0x44;
    public const byte ExtT0 = 0x80;
    public const byte ExtT1 = 0x81;
    public const byte ExtT2 = 0x82;
    public const byte StrT = 0x83;
    public const byte LiteralA = 0x84;
    public const byte Ext0 = 0xC0;
    public const byte Ext1 = 0xC1;
    public const byte Ext2 = 0xC2;
    public const byte Opaque = 0xC3;
    public const byte LiteralAc = 0xC4;

    public const byte HasAttributes = 0x80;
    public const byte HasContent = 0x40;
    public const byte Identity = 0x3F;
}

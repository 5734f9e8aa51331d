namespace DmSc.Peers.Push.Bearers.Exec;

/// <summary>What a lab's command gets: it is run once for each unit of a push.</summary>
public enum ExecUnit
{
    /// <summary>SMS-SUBMIT TPDU without service centre address: for a modem or an SMS centre. Needs the number of the device.</summary>
    SmsSubmit,

    /// <summary>SMS-DELIVER TPDU: for a network simulator that injects SMS at the device.</summary>
    SmsDeliver,

    /// <summary>TP-UD with its header: for a sender that builds the TPDU itself.</summary>
    SmsUserData,

    /// <summary>The whole WSP PDU: for a push proxy gateway, or a UDP datagram to port 2948.</summary>
    WspPdu,

    /// <summary>The content alone; content type and application are placeholders of the arguments.</summary>
    Body,
}

/// <summary>How a unit is written to the command's standard input. It is closed behind it.</summary>
public enum ExecInput
{
    /// <summary>Upper-case hexadecimal digits and a line feed.</summary>
    HexLine,

    /// <summary>The octets.</summary>
    Octets,

    /// <summary>Nothing: the unit is in the arguments.</summary>
    Nothing,
}

/* The yardstick: one APDU after another through SCardTransmit, nothing else.
 * apdu READER COUNT HEX  ->  one line: median, 99 % and 10 % of the exchange times in microseconds */
#include <PCSC/winscard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void need(LONG code, const char *what)
{
    if (code == SCARD_S_SUCCESS)
        return;
    fprintf(stderr, "%s: %s\n", what, pcsc_stringify_error(code));
    exit(1);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: %s READER COUNT HEX\n", argv[0]);
        return 2;
    }
    int count = atoi(argv[2]);
    BYTE command[300], response[65538];
    DWORD length = strlen(argv[3]) / 2;
    if (count < 100 || length < 4 || length > sizeof command)
        return 2;
    for (DWORD i = 0; i < length; i++) {
        unsigned octet;
        if (sscanf(argv[3] + 2 * i, "%2x", &octet) != 1)
            return 2;
        command[i] = (BYTE)octet;
    }

    SCARDCONTEXT context;
    SCARDHANDLE card;
    DWORD protocol;
    need(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context), "SCardEstablishContext");
    need(SCardConnect(context, argv[1], SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol), "SCardConnect");
    const SCARD_IO_REQUEST *pci = protocol == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0;
    double *took = malloc(sizeof *took * count);
    for (int i = -200; i < count; i++) {
        DWORD room = sizeof response;
        double start = now_us();
        LONG code = SCardTransmit(card, pci, command, length, NULL, response, &room);
        double end = now_us();
        need(code, "SCardTransmit");
        if (room < 2 || response[room - 2] != 0x90) {
            fprintf(stderr, "the card answered %02X%02X\n", response[room - 2], response[room - 1]);
            return 1;
        }
        if (i >= 0)
            took[i] = end - start;
    }
    SCardDisconnect(card, SCARD_RESET_CARD);
    SCardReleaseContext(context);
    qsort(took, count, sizeof *took, ascending);
    printf("%.3f %.3f %.3f\n", took[count / 2], took[count * 99 / 100], took[count / 10]);
    free(took);
    return 0;
}

package avcontrol

import (
	"bufio"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"time"
)

// PJLink class 1 power switch. Projectors allow one session at a time so we
// never keep it.
func Power(addr, password string, on bool) (err error) {
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(addr, "4352"), 3*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err = conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	r := bufio.NewReader(conn)
	hello, err := r.ReadString('\r')
	if err != nil {
		return fmt.Errorf("pjlink greeting: %w", err)
	}
	hello = strings.TrimSpace(hello)

	prefix := ""
	switch {
	case strings.HasPrefix(hello, "PJLINK 0"):
	case strings.HasPrefix(hello, "PJLINK 1 "):
		sum := md5.Sum([]byte(hello[9:] + password))
		prefix = hex.EncodeToString(sum[:])
	default:
		return fmt.Errorf("pjlink: %q is no projector", hello)
	}

	v := 0
	if on {
		v = 1
	}
	if _, err = fmt.Fprintf(conn, "%s%%1POWR %d\r", prefix, v); err != nil {
		return err
	}
	ans, err := r.ReadString('\r')
	if err != nil {
		return err
	}
	if strings.TrimSpace(ans) != "%1POWR=OK" {
		return fmt.Errorf("pjlink: %s", strings.TrimSpace(ans))
	}
	return nil
}

package meter

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"time"
)

// subscribe logs in under a deadline; what comes then may be silent for hours.
func subscribe(line net.Conn, token string, each func(string)) error {
	defer line.Close()
	in := bufio.NewReader(line)
	line.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := fmt.Fprintf(line, "LOGIN %s\r\n", token); err != nil {
		return err
	}
	if answer, err := in.ReadString('\n'); err != nil || answer != "OK\r\n" {
		return errors.Join(err, errors.New("refused"))
	}
	line.SetDeadline(time.Time{})
	for {
		event, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		each(event)
	}
}

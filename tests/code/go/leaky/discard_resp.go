package notify

import (
	"net/http"
	"strings"
)

func Ping(hook string, msg string) error {
	_, err := http.Post(hook, "text/plain", strings.NewReader(msg)) // expect: close-wait-leak
	return err
}

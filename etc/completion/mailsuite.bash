# Completion for the commands of the mail suite. The tables below come from the commands' own (Manual.cs); `make man` puts them here.

# What the suite's commands say of this host; those beside the command that is being completed go first.
_mailsuite_ask() {
    local program=$1 config
    shift
    config=$(_mailsuite_value -c)
    case ${words[0]} in
    */*) [ -x "${words[0]%/*}/$program" ] && program=${words[0]%/*}/$program ;;
    esac
    "$program" ${config:+-c "$config"} "$@" 2>/dev/null
}

# The value of an option that stands in the line, or nothing.
_mailsuite_value() {
    local i
    for ((i = 1; i + 1 < ${#words[@]}; i++)); do
        [[ ${words[i]} == "$1" ]] && printf '%s\n' "${words[i + 1]}"
    done
}

# Has one of these letters been given as an option?
_mailsuite_given() {
    local word
    for word in "${words[@]:1:cword-1}"; do
        [[ $word == -[!-]*([[:alnum:]])["$1"]* || $word == -["$1"]* ]] && return 0
    done
    return 1
}

# Candidates for a kind of value.
_mailsuite_candidates() {
    # What a word means to one command only.
    case ${words[0]##*/}:$1 in
    postmulti:name) compgen -W "$(_mailsuite_ask postmulti -l | awk '{ print $1 }')" -- "$cur"; return ;;
    postmulti:group) compgen -W "$(_mailsuite_ask postmulti -l | awk '{ print $2 }')" -- "$cur"; return ;;
    postmulti:action) compgen -W "init create import destroy deport enable disable assign" -- "$cur"; return ;;
    postlock:lock_style) compgen -W "$(_mailsuite_ask postconf -l)" -- "$cur"; return ;;
    posttls-finger:level) compgen -W "none may encrypt fingerprint verify secure dane dane-only" -- "$cur"; return ;;
    sendmail:when) compgen -W "never failure success delay" -- "$cur"; return ;;
    sendmail:part) compgen -W "full hdrs" -- "$cur"; return ;;
    sendmail:type) compgen -W "7BIT 8BITMIME" -- "$cur"; return ;;
    postcat:queue_id) _mailsuite_given q || { compgen -f -- "$cur"; return; } ;;
    esac
    case $1 in
    config_dir | directory) compgen -d -- "$cur" ;;
    file | template_file) compgen -f -- "$cur" ;;
    queue_id)
        compgen -W "$(_mailsuite_ask postqueue -j | sed -n 's/.*"queue_id": "\([^"]*\)".*/\1/p') $([[ ${words[0]##*/} == postsuper ]] && echo ALL)" -- "$cur"
        ;;
    queue) compgen -W "hold incoming active deferred corrupt maildrop" -- "$cur" ;;
    maptype:file | table | *:file)
        case $cur in
        *:*) compgen -P "${cur%%:*}:" -f -- "${cur#*:}" ;;
        *) compgen -S : -W "$(_mailsuite_ask postconf -m)" -- "$cur" ;;
        esac
        ;;
    parameter)
        if _mailsuite_given MFP; then
            compgen -W "$(_mailsuite_ask postconf -M | awk '!/^[ #]/ { print $1 "/" $2 }')" -- "$cur"
        elif _mailsuite_given e; then
            compgen -S = -W "$(_mailsuite_ask postconf -H)" -- "$cur"
        else
            compgen -W "$(_mailsuite_ask postconf -H)" -- "$cur"
        fi
        ;;
    name=value | option=value) compgen -S = -W "$(_mailsuite_ask postconf -H)" -- "$cur" ;;
    priority) compgen -W "info warn error fatal panic" -- "$cur" ;;
    class) compgen -W "builtin service user all" -- "$cur" ;;
    mode) compgen -W "compile-version run-version public-key-algorithms" -- "$cur" ;;
    service) compgen -W "$(_mailsuite_ask postconf -M | awk '$8 == "smtpd" { print $1 }')" -- "$cur" ;;
    username) compgen -u -- "$cur" ;;
    hostname) compgen -A hostname -- "$cur" ;;
    esac
}

# _mailsuite_complete OPERAND "COMMANDS" OPTION ...: an option is "-c config_dir" or "-f".
_mailsuite_complete() {
    local operand=$1 commands=$2 cur previous option cword i kind=
    local -a words=()
    shift 2
    # ":" and "=" break words for readline; here they are parts of them.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        if ((${#words[@]} > 1)) && [[ ${COMP_WORDS[i]} == [:=]* || ${words[${#words[@]} - 1]} == *[:=] ]]; then
            words[${#words[@]} - 1]+=${COMP_WORDS[i]}
        else
            words+=("${COMP_WORDS[i]}")
        fi
    done
    cword=$((${#words[@]} - 1))
    cur=${words[cword]}
    previous=${words[cword - 1]}
    COMPREPLY=()
    for option in "$@"; do
        [[ $option == *' '* && $previous == "${option%% *}" && $cword -gt 1 ]] && kind=${option#* }
    done
    if [[ -n $kind ]]; then
        :
    elif [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "${*%% *}" -- "$cur")
        return
    elif [[ -n $commands ]]; then
        for option in "${words[@]:1:cword-1}"; do
            [[ " $commands " == *" $option "* ]] && return
        done
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
        return
    else
        kind=$operand
    fi
    mapfile -t COMPREPLY < <(_mailsuite_candidates "$kind" | sort -u)
    [[ ${COMPREPLY[0]-} == *[:=] ]] && compopt -o nospace 2>/dev/null
    [[ $kind == *file || $kind == *dir* ]] && compopt -o filenames 2>/dev/null
    # Readline replaces only what stands behind the last ":" or "=".
    if [[ $cur == *[:=]* ]]; then
        local prefix=${cur%"${cur##*[:=]}"}
        COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
    fi
}

global using MailSuite.Base;
global using MailSuite.Config;
